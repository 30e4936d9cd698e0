//! Rows that a workbook fills with colour: people say by it what no column says.

use std::collections::BTreeMap;

use super::package::{Package, attribute, tags};

/// The fills of a workbook by the number of the style that cells name; plain ones are left out.
pub(super) struct Styles(BTreeMap<u32, String>);

impl Styles {
    pub(super) fn read(package: &mut Package<'_>) -> Self {
        let text = package.part("xl/styles.xml").unwrap_or_default();
        let section = |name: &str| {
            let from = text.find(&format!("<{name}"))?;
            let end = text[from..].find(&format!("</{name}>"))?;
            Some(&text[from..from + end])
        };
        let fills: Vec<Option<String>> = section("fills")
            .unwrap_or_default()
            .split("<fill>")
            .skip(1)
            .map(colour)
            .collect();
        let formats = tags(section("cellXfs").unwrap_or_default(), "xf");
        let filled = formats.zip(0_u32..).filter_map(|(format, style)| {
            let fill: usize = attribute(format, "fillId")?.parse().ok()?;
            Some((style, fills.get(fill)?.clone()?))
        });
        Self(filled.collect())
    }

    /// The colour of each row (from 0) of a sheet that is filled over half of its cells or more.
    pub(super) fn rows(&self, package: &mut Package<'_>, sheet: &str) -> BTreeMap<u32, String> {
        if self.0.is_empty() {
            return BTreeMap::new();
        }
        let text = package.sheet_text(sheet).unwrap_or_default();
        let mut rows = BTreeMap::new();
        for piece in text.split("<row").skip(1) {
            let row = attribute(piece.split('>').next().unwrap_or_default(), "r");
            let row = row.and_then(|row| row.parse::<u32>().ok()?.checked_sub(1));
            let (mut cells, mut filled) = (0_usize, BTreeMap::<&str, usize>::new());
            for cell in tags(piece, "c") {
                cells += 1;
                let style = attribute(cell, "s").and_then(|style| style.parse().ok());
                if let Some(colour) = style.and_then(|style: u32| self.0.get(&style)) {
                    *filled.entry(colour).or_default() += 1;
                }
            }
            let most = filled.into_iter().max_by_key(|(_, count)| *count);
            if let (Some(row), Some((colour, count))) = (row, most)
                && count * 2 >= cells
            {
                rows.insert(row, colour.to_owned());
            }
        }
        rows
    }
}

/// The colour of a `fill` element, as people call it; none if it is plain, white or a pattern.
fn colour(fill: &str) -> Option<String> {
    let pattern = tags(fill, "patternFill").next()?;
    if attribute(pattern, "patternType")? != "solid" {
        return None;
    }
    let front = tags(fill, "fgColor").next()?;
    if let Some(rgb) = attribute(front, "rgb") {
        let digits = rgb.get(rgb.len().checked_sub(6)?..)?;
        let part = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
        let (red, green, blue) = (part(0)?, part(2)?, part(4)?);
        return name(red, green, blue).map(str::to_owned);
    }
    let theme: u32 = attribute(front, "theme")?.parse().ok()?;
    // The first two are the background and the text.
    (theme > 1).then(|| format!("主题色{theme}"))
}

/// What people call a colour; white and black are none.
fn name(red: u8, green: u8, blue: u8) -> Option<&'static str> {
    let (most, least) = (red.max(green).max(blue), red.min(green).min(blue));
    if least >= 245 || most <= 20 {
        return None;
    }
    if most - least < 25 {
        return Some("灰色");
    }
    let (r, g, b) = (i32::from(red), i32::from(green), i32::from(blue));
    let spread = i32::from(most - least);
    let hue = if most == red {
        (60 * (g - b) / spread + 360) % 360
    } else if most == green {
        60 * (b - r) / spread + 120
    } else {
        60 * (r - g) / spread + 240
    };
    Some(match hue {
        0..=15 | 340..=360 => "红色",
        16..=44 => "橙色",
        45..=69 => "黄色",
        70..=164 => "绿色",
        165..=254 => "蓝色",
        255..=299 => "紫色",
        _ => "粉色",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_have_the_names_that_people_give_them() {
        let fill = |rgb: &str| {
            colour(&format!(
                r#"<patternFill patternType="solid"><fgColor rgb="{rgb}"/><bgColor indexed="64"/></patternFill></fill>"#
            ))
        };
        assert_eq!(fill("FFFFFF00").as_deref(), Some("黄色"));
        assert_eq!(fill("FFFF0000").as_deref(), Some("红色"));
        assert_eq!(fill("FF92D050").as_deref(), Some("绿色"));
        assert_eq!(fill("FF00B0F0").as_deref(), Some("蓝色"));
        assert_eq!(fill("FFFFC000").as_deref(), Some("黄色"));
        assert_eq!(fill("FFFFFFFF"), None);
        assert_eq!(fill("x"), None);
        assert_eq!(colour(r#"<patternFill patternType="none"/>"#), None);
    }
}
