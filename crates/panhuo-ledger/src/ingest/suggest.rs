//! Drafts of profiles, from ledgers that were read without one.

use panhuo::Position;
use serde_json::{Map, Value, json};

use crate::ingest::ledgers::Ledgers;

impl Ledgers {
    /// Drafts a profile for ledgers like these: the area in which most sites lie,
    /// the units that their headers give, and every header that is not
    /// known, as a field of its own, for a person to correct.
    ///
    /// ```
    /// use panhuo_ledger::{Profile, ReadOptions, read_bytes};
    ///
    /// let csv = "名称,面积（亩）,招商热度,经度,纬度\n麻布村1号地块,50,高,113.2,29.3\n";
    /// let ledgers = read_bytes("存量土地.csv", csv.as_bytes(), &ReadOptions::new())?;
    /// let draft = ledgers.suggest_profile("guozhen");
    /// assert!(draft.contains("\"招商热度\": \"field:招商热度\""));
    /// let options = ReadOptions::new().profile(Profile::from_json(&draft)?);
    /// let again = read_bytes("存量土地.csv", csv.as_bytes(), &options)?;
    /// assert!(again.issues().iter().all(|issue| issue.code != "header-unknown"));
    /// # Ok::<(), panhuo_ledger::Error>(())
    /// ```
    pub fn suggest_profile(&self, name: &str) -> String {
        let mut headers = Map::new();
        let mut units = Map::new();
        for column in self.columns() {
            let leaf = column
                .header
                .rsplit(" > ")
                .next()
                .unwrap_or_default()
                .trim();
            if column.interpretation.is_empty() && !leaf.is_empty() {
                headers.insert(leaf.to_owned(), json!(format!("field:{leaf}")));
            }
            let is_attribute = panhuo::Attribute::by_name(&column.interpretation).is_some();
            if is_attribute && !column.unit.is_empty() {
                let unit = units.entry(column.interpretation.clone());
                unit.or_insert_with(|| json!(column.unit));
            }
        }
        let mut draft = Map::new();
        draft.insert("name".to_owned(), json!(name));
        draft.insert("source".to_owned(), json!(self.files().join(", ")));
        if let Some(area) = self.area() {
            draft.insert("area".to_owned(), json!(area));
        }
        draft.insert("headers".to_owned(), Value::Object(headers));
        draft.insert("units".to_owned(), Value::Object(units));
        // A map of texts and numbers has always a text.
        serde_json::to_string_pretty(&Value::Object(draft)).unwrap_or_default()
    }

    /// The box around the sites without the farthest twentieth on each side, a little larger.
    fn area(&self) -> Option<[f64; 4]> {
        let located: Vec<Position> = self
            .sites()
            .iter()
            .filter_map(panhuo::Site::representative)
            .collect();
        let ends = |of: fn(&Position) -> f64| {
            let mut values: Vec<f64> = located.iter().map(of).collect();
            values.sort_by(f64::total_cmp);
            let cut = values.len() / 20;
            let (low, high) = (*values.get(cut)?, *values.get(values.len() - 1 - cut)?);
            let margin = ((high - low) * 0.2).max(0.02);
            let round = |value: f64| (value * 1000.0).round() / 1000.0;
            Some((round(low - margin), round(high + margin)))
        };
        let (west, east) = ends(Position::longitude)?;
        let (south, north) = ends(Position::latitude)?;
        Some([west, south, east, north])
    }
}
