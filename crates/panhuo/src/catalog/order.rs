//! The order of the rows: neighbours in place and in size share a block, blocks share a branch.
//!
//! A tree of halvings. The sites of a kind are halved again and again, each time across the widest
//! of a few dimensions (place counts double), until a block holds at most [`BLOCK`] rows. Dimensions
//! are ranks, so that no unit or outlier outweighs another.

use crate::attribute::{Attribute, CEILING_HEIGHT, FLOOR_AREA, POWER, PRICE, SITE_AREA, SiteKind};
use crate::site::Site;

/// How many rows a block holds at most.
const BLOCK: usize = 128;

/// The attributes that requirements constrain most, beside the place.
const SIZES: [Attribute; 5] = [SITE_AREA, FLOOR_AREA, PRICE, POWER, CEILING_HEIGHT];

const DIMENSIONS: usize = 2 + SIZES.len();

/// A branch or a block of the tree: rows `start..end`, and its two halves if it is a branch.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) halves: Option<(u32, u32)>,
}

/// The sites in the order of the rows, and the tree over them.
#[derive(Debug)]
pub(super) struct Order {
    /// The position in the list of sites, by row.
    pub(super) sites: Vec<u32>,
    /// Branches before their halves.
    pub(super) nodes: Vec<Node>,
    /// The tops of the trees, one a kind.
    pub(super) tops: Vec<u32>,
}

impl Order {
    pub(super) fn new(sites: &[Site]) -> Self {
        let ranks = ranks(sites);
        let mut order = Self {
            sites: Vec::with_capacity(sites.len()),
            nodes: Vec::new(),
            tops: Vec::new(),
        };
        for kind in SiteKind::ALL {
            let start = order.sites.len();
            let of_kind = (0_u32..).zip(sites).filter(|(_, site)| site.kind == kind);
            order.sites.extend(of_kind.map(|(at, _)| at));
            if order.sites.len() > start {
                let mut rows = order.sites.split_off(start);
                let top = halve(&mut rows, start, &ranks, &mut order.nodes);
                order.tops.push(top);
                order.sites.append(&mut rows);
            }
        }
        order
    }
}

/// Orders rows that begin at `start` and adds their tree; gives back its top.
fn halve(
    rows: &mut [u32],
    start: usize,
    ranks: &[[u32; DIMENSIONS]],
    nodes: &mut Vec<Node>,
) -> u32 {
    let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let top = nodes.len();
    nodes.push(Node {
        start: number(start),
        end: number(start + rows.len()),
        halves: None,
    });
    if rows.len() > BLOCK {
        let width = |dimension: &usize| {
            let of = rows.iter().map(|row| ranks[*row as usize][*dimension]);
            let (low, high) = of.fold((u32::MAX, 0), |(a, b), rank| (a.min(rank), b.max(rank)));
            let weight = if *dimension < 2 { 2 } else { 1 };
            u64::from(high - low) * weight
        };
        let widest = (0..DIMENSIONS).max_by_key(width).unwrap_or(0);
        // Whole blocks to the left, so that few blocks are half full.
        let blocks = rows.len().div_ceil(BLOCK);
        let middle = blocks / 2 * BLOCK;
        rows.select_nth_unstable_by_key(middle, |row| (ranks[*row as usize][widest], *row));
        let (left, right) = rows.split_at_mut(middle);
        let left = halve(left, start, ranks, nodes);
        let right = halve(right, start + middle, ranks, nodes);
        nodes[top].halves = Some((left, right));
    }
    number(top)
}

/// The rank of every site in every dimension; what is not known ranks last.
fn ranks(sites: &[Site]) -> Vec<[u32; DIMENSIONS]> {
    let mut ranks = vec![[0; DIMENSIONS]; sites.len()];
    for dimension in 0..DIMENSIONS {
        let value = |site: &Site| match dimension {
            0 => site.representative().map(|place| place.longitude()),
            1 => site.representative().map(|place| place.latitude()),
            _ => {
                let interval = site.interval(SIZES[dimension - 2]);
                Some(interval.low()).filter(|low| low.is_finite())
            }
        };
        let mut sorted: Vec<(f64, usize)> = sites
            .iter()
            .map(|site| value(site).unwrap_or(f64::INFINITY))
            .zip(0..)
            .collect();
        sorted.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut rank = 0;
        let mut last = f64::NEG_INFINITY;
        for (at, (value, site)) in (0_u32..).zip(sorted) {
            if value > last {
                rank = at;
                last = value;
            }
            ranks[site][dimension] = rank;
        }
    }
    ranks
}
