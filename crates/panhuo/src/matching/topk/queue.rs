//! The queue of open nodes.

use super::siblings::NodeBound;

/// Open nodes by the guaranteed score that their rows can reach, in buckets: near enough to best first,
/// without comparisons.
pub(super) struct BucketQueue {
    /// By bucket, the latest of its items; the earlier ones are linked behind it.
    buckets: [u32; Self::BUCKETS],
    items: Vec<QueueItem>,
    highest: usize,
}

#[derive(Clone, Copy)]
struct QueueItem {
    node: NodeBound,
    /// The item before it in its bucket.
    previous: u32,
}

impl BucketQueue {
    const BUCKETS: usize = 1024;
    const NONE: u32 = u32::MAX;

    pub(super) fn new() -> Self {
        Self {
            buckets: [Self::NONE; Self::BUCKETS],
            items: Vec::new(),
            highest: 0,
        }
    }

    pub(super) fn push(&mut self, node: NodeBound) {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a bound is not negative, and the cast saturates"
        )]
        let bucket = (node.bound * (Self::BUCKETS - 1) as f64) as usize;
        let bucket = bucket.min(Self::BUCKETS - 1);
        self.highest = self.highest.max(bucket);
        let previous = self.buckets[bucket];
        #[expect(
            clippy::cast_possible_truncation,
            reason = "every node of a segment is pushed at most once"
        )]
        let item = self.items.len() as u32;
        self.buckets[bucket] = item;
        self.items.push(QueueItem { node, previous });
    }

    /// One of the nodes of the highest bucket.
    pub(super) fn pop(&mut self) -> Option<NodeBound> {
        loop {
            let latest = self.buckets[self.highest];
            if latest == Self::NONE {
                self.highest = self.highest.checked_sub(1)?;
                continue;
            }
            let item = self.items[latest as usize];
            self.buckets[self.highest] = item.previous;
            return Some(item.node);
        }
    }
}
