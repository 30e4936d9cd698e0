//! Writes the table of traditional characters and their simplified forms.

use std::fmt::Write as _;
use std::{env, fs, io, path::Path};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    let mut table = String::from("&[");
    // The unified ideographs of the basic plane.
    for traditional in '\u{4e00}'..='\u{9fff}' {
        let mut simplified = fast2s::convert(&traditional.to_string());
        let last = simplified.pop();
        if let Some(last) = last.filter(|last| simplified.is_empty() && *last != traditional) {
            write!(table, "({traditional:?}, {last:?}),").map_err(io::Error::other)?;
        }
    }
    table.push(']');
    let folder = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("no OUT_DIR"))?;
    fs::write(Path::new(&folder).join("simplified.rs"), table)
}
