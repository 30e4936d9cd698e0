//! A hash that is the same on every machine.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hash, Hasher};

/// A multiplicative hash: the same on every machine and with every compiler, and fast for the short texts
/// that linkage hashes. It does not withstand an attacker who chooses the texts.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct StableHasher(u64);

impl Hasher for StableHasher {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let word = chunk.try_into().unwrap_or_else(|_| {
                let mut padded = [0; 8];
                padded[..chunk.len()].copy_from_slice(chunk);
                padded
            });
            self.write_u64(u64::from_le_bytes(word));
        }
    }

    fn write_u64(&mut self, word: u64) {
        // Two rounds of a multiplication and a shift, as in splitmix64.
        let mut mixed = (self.0.rotate_left(23) ^ word).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed ^= mixed >> 29;
        self.0 = mixed.wrapping_mul(0x94d0_49bb_1331_11eb);
    }

    fn write_u32(&mut self, word: u32) {
        self.write_u64(u64::from(word));
    }

    fn write_u8(&mut self, byte: u8) {
        self.write_u64(u64::from(byte));
    }

    fn write_usize(&mut self, word: usize) {
        self.write_u64(word as u64);
    }

    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }
}

pub(super) fn hash(value: impl Hash) -> u64 {
    let mut hasher = StableHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}

/// A map with the stable hash. Its order of iteration does not depend on a random seed either.
pub(super) type StableMap<K, V> = HashMap<K, V, BuildHasherDefault<StableHasher>>;
