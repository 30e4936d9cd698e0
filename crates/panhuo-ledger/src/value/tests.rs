//! The grammar of ledgers, line by line.
