//! The examples are `examples/*.rs`; run one with `cargo run -p panhuo-examples --example district`.
