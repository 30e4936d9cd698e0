//! The shared strings of a binary workbook: how long each is, so that what all cells show together is
//! known before a text is copied for every cell.

use super::container::{u16_at, u32_at};

/// How many bytes each string has at most once it is read, as far as they can be followed. `pieces`
/// are what the record (MS-XLS 2.4.265) and those that continue it hold.
pub(super) fn lengths(pieces: Vec<&[u8]>) -> Vec<u32> {
    let mut at = Pieces {
        pieces: pieces.into_iter(),
        rest: &[],
    };
    let mut lengths = Vec::new();
    let mut reported = || {
        at.skip(8)?;
        loop {
            lengths.push(at.string()?);
        }
    };
    let _: Option<()> = reported();
    lengths
}

/// Reads on from piece to piece.
struct Pieces<'a> {
    pieces: std::vec::IntoIter<&'a [u8]>,
    rest: &'a [u8],
}

impl Pieces<'_> {
    /// Reads past a string (MS-XLS 2.5.293), and tells how long it is at most in UTF-8.
    fn string(&mut self) -> Option<u32> {
        if self.rest.is_empty() {
            self.rest = self.pieces.next()?;
            if self.rest.is_empty() {
                // calamine takes an empty piece for an empty string.
                return Some(0);
            }
        }
        let (count, flags) = (u16_at(self.rest, 0)?, *self.rest.get(2)?);
        self.rest = &self.rest[3..];
        let mut behind = 0_u64;
        if flags & 8 != 0 {
            behind += 4 * u64::from(u16_at(self.rest, 0)?);
            self.rest = &self.rest[2..];
        }
        if flags & 4 != 0 {
            behind += u64::from(u32_at(self.rest, 0)?);
            self.rest = &self.rest[4..];
        }
        self.characters(count, flags & 1 != 0)?;
        self.skip(behind)?;
        Some(3 * u32::from(count))
    }

    /// Reads past so many characters; each piece says anew whether they are wide.
    fn characters(&mut self, count: u16, mut wide: bool) -> Option<()> {
        let mut left = usize::from(count);
        loop {
            let size = if wide { 2 } else { 1 };
            let here = left.min(self.rest.len() / size);
            left -= here;
            if left == 0 {
                self.rest = &self.rest[here * size..];
                return Some(());
            }
            let (flags, rest) = self.pieces.next()?.split_first()?;
            (wide, self.rest) = (flags & 1 != 0, rest);
        }
    }

    fn skip(&mut self, bytes: u64) -> Option<()> {
        let mut left = usize::try_from(bytes).ok()?;
        while left > self.rest.len() {
            left -= self.rest.len();
            self.rest = self.pieces.next()?;
        }
        self.rest = &self.rest[left..];
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_go_on_in_the_next_piece() {
        let head = [0; 8];
        let first = [&head[..], &[2, 0, 0, b'a', b'b'], &[3, 0, 1, b'c', 0]].concat();
        // The rest of the second is narrow; the third has a run of formats and is wide.
        let second = [&[0, b'd', b'e'][..], &[1, 0, 9, 1, 0, b'f', 0, 1, 2, 3]].concat();
        let third = [4, 1, 0, 0, b'g'];
        assert_eq!(lengths(vec![&first, &second, &third]), [6, 9, 3, 3]);
        assert_eq!(lengths(vec![&head, &[], &[1, 0, 0, b'a']]), [0, 3]);
        assert!(lengths(vec![&head[..3]]).is_empty());
    }
}
