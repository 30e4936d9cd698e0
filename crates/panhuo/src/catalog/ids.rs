//! Positions as types, so that the position of a row is never taken for that of a site or a node.
//!
//! A segment numbers its sites twice: by id ([`SegmentSite`]) and in the order of its tree
//! ([`SegmentRow`]). A catalog numbers the rows of its segments one after the other
//! ([`CatalogRow`], the rows of deleted sites included) and its sites by id ([`CatalogSite`]).
//! [`MAX_SITES`] is checked where sites come in, so that all of them fit into 32 bits.

use crate::inventory::MAX_SITES;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) struct $name(u32);

        impl $name {
            #[inline]
            pub(crate) const fn new(index: usize) -> Self {
                debug_assert!(index <= 2 * MAX_SITES);
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "no catalog has more than `MAX_SITES` sites"
                )]
                Self(index as u32)
            }

            #[inline]
            pub(crate) const fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

id! {
    /// A row of a segment: its position in the order of the segment's tree.
    SegmentRow
}

id! {
    /// A row of a catalog: rows of the first segment, then those of the next.
    CatalogRow
}

id! {
    /// A site of a segment: its position in the order of ids, or where its storage keeps its facts.
    SegmentSite
}

id! {
    /// A site of a catalog: its position in the order of ids.
    CatalogSite
}

id! {
    /// A site of some segment of a list: the rows of the segments before its own, plus the site there.
    SiteAddress
}

id! {
    /// A node of the tree of a segment.
    NodeId
}

id! {
    /// A leaf, by its position among the leaves.
    LeafId
}

id! {
    /// Nodes with one parent: [`FANOUT`](super::FANOUT) nodes in a row, some of them without rows.
    SiblingsId
}
