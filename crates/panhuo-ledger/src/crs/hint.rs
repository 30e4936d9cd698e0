//! Parses texts beside coordinates, such as headers, that name a reference system.

use super::CrsCandidate;
use super::system::{Crs, DatumShift, OldDatum};
use crate::text::fold;

/// The reference system that a text names. It is evidence only: such labels are often wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct CrsHint {
    pub(crate) system: Option<Crs>,
    /// The shift to WGS84, if the text names another datum.
    pub(crate) datum_shift: Option<DatumShift>,
    /// The central meridian in degrees, for eastings without a zone prefix.
    pub(crate) meridian: Option<f64>,
    /// The UTM zone; `south` tells whether it is on the southern hemisphere.
    pub(crate) utm_zone: Option<u8>,
    pub(crate) south: bool,
}

/// Folded words that name a system.
const WORDS: &[(&str, Crs)] = &[
    ("utm", Crs::Utm),
    ("osg", Crs::BritishGrid),
    ("britishnational", Crs::BritishGrid),
    ("ordnancesurvey", Crs::BritishGrid),
    ("laea", Crs::LaeaEurope),
    ("lambert93", Crs::Lambert93),
    ("lambert-93", Crs::Lambert93),
    ("webmercator", Crs::WebMercator),
    ("pseudo-mercator", Crs::WebMercator),
    ("jtsk", Crs::Krovak),
    ("krovak", Crs::Krovak),
    ("geocentric", Crs::Geocentric),
    ("etrs", Crs::Degrees),
    ("wgs", Crs::Degrees),
    ("crs84", Crs::Degrees),
];

/// EPSG codes of systems.
const CODES: &[(u32, Crs)] = &[
    (27700, Crs::BritishGrid),
    (3035, Crs::LaeaEurope),
    (2154, Crs::Lambert93),
    (3857, Crs::WebMercator),
    (900_913, Crs::WebMercator),
    (5514, Crs::Krovak),
    (5513, Crs::Krovak),
    (8353, Crs::Krovak),
    (4978, Crs::Geocentric),
    (4936, Crs::Geocentric),
    (4326, Crs::Degrees),
    (4258, Crs::Degrees),
    (4490, Crs::Degrees),
    (4171, Crs::Degrees),
];

/// Folded words that name a datum other than WGS84.
const DATUM_WORDS: &[(&str, DatumShift)] = &[
    ("百度", DatumShift::Bd09),
    ("bd09", DatumShift::Bd09),
    ("bd-09", DatumShift::Bd09),
    ("高德", DatumShift::Gcj02),
    ("腾讯", DatumShift::Gcj02),
    ("gcj", DatumShift::Gcj02),
    ("火星", DatumShift::Gcj02),
    ("北京54", DatumShift::Old(OldDatum::Beijing54)),
    ("北京1954", DatumShift::Old(OldDatum::Beijing54)),
    ("beijing54", DatumShift::Old(OldDatum::Beijing54)),
    ("beijing1954", DatumShift::Old(OldDatum::Beijing54)),
    ("80国家大地", DatumShift::Old(OldDatum::Xian80)),
    ("80西安", DatumShift::Old(OldDatum::Xian80)),
    ("54北京", DatumShift::Old(OldDatum::Beijing54)),
    ("西安80", DatumShift::Old(OldDatum::Xian80)),
    ("西安1980", DatumShift::Old(OldDatum::Xian80)),
    ("xian80", DatumShift::Old(OldDatum::Xian80)),
    ("xian1980", DatumShift::Old(OldDatum::Xian80)),
    ("xi'an80", DatumShift::Old(OldDatum::Xian80)),
];

impl CrsHint {
    /// Parses a text beside coordinates: a header, a cell of a column of systems, or the cell itself.
    pub(crate) fn read(words: &str) -> Self {
        if words.is_empty() {
            return Self::default();
        }
        let folded = fold(words)
            .replace("非百度", "")
            .replace("百度以外", "")
            .replace("百度除外", "");
        let word = WORDS.iter().find(|(word, _)| folded.contains(word));
        let mut label = Self {
            system: word.map(|(_, system)| *system),
            datum_shift: DATUM_WORDS
                .iter()
                .find(|(word, _)| folded.contains(word))
                .map(|(_, shift)| *shift),
            meridian: meridian(&folded),
            ..Self::default()
        };
        if let Some((_, rest)) = folded.split_once("utm") {
            let zone = rest.trim_start_matches(|c: char| !c.is_ascii_digit());
            let digits: String = zone.chars().take_while(char::is_ascii_digit).collect();
            label.utm_zone = digits.parse().ok().filter(|zone| (1..=60).contains(zone));
            label.south = rest.contains("zone") && zone[digits.len()..].starts_with('s');
        }
        for code in codes(&folded) {
            label.add_code(code);
        }
        label
    }

    /// Adds the system, zone or meridian of an EPSG code.
    fn add_code(&mut self, code: u32) {
        let zone = u8::try_from(code % 100).unwrap_or(0);
        match code {
            32601..=32660 | 25828..=25838 => {
                (self.system, self.utm_zone) = (Some(Crs::Utm), Some(zone));
            }
            32701..=32760 => {
                (self.system, self.utm_zone) = (Some(Crs::Utm), Some(zone));
                self.south = true;
            }
            4534..=4554 => self.meridian = Some(f64::from(code - 4534) * 3.0 + 75.0),
            _ => {
                let by_name = CODES.iter().find(|(known, _)| *known == code);
                self.system = by_name.map(|(_, system)| *system).or(self.system);
            }
        }
    }

    /// The hint of an Ordnance Survey grid reference, which only the British grid has.
    pub(crate) fn british() -> Self {
        Self {
            system: Some(Crs::BritishGrid),
            ..Self::default()
        }
    }

    /// Whether the label names this system.
    pub(crate) fn fits(self, system: Crs) -> bool {
        self.system == Some(system)
    }

    pub(super) fn fits_any(self, found: &[CrsCandidate]) -> bool {
        found.iter().any(|candidate| self.fits(candidate.system))
    }

    /// Whether the label names another system than this one.
    pub(crate) fn contradicts(self, system: Crs) -> bool {
        self.system.is_some_and(|stated| stated != system) && system != Crs::PackedDegrees
    }

    pub(crate) fn datum(self) -> Option<OldDatum> {
        match self.datum_shift {
            Some(DatumShift::Old(datum)) => Some(datum),
            _ => None,
        }
    }
}

/// The whole numbers of four to six digits in folded text, which may be EPSG codes.
fn codes(folded: &str) -> impl Iterator<Item = u32> {
    let numbers = folded.split(|c: char| !c.is_ascii_digit() && c != '.');
    numbers.filter_map(|number| {
        let number = number.trim_matches('.');
        (4..=6)
            .contains(&number.len())
            .then(|| number.parse().ok())?
    })
}

/// The central meridian that folded text names: 中央子午线114°, CM_114E, 38带, zone 38.
fn meridian(folded: &str) -> Option<f64> {
    const WORDS: [&str; 4] = ["中央子午线", "中央经线", "cm_", "cm"];
    let number = |text: &str| {
        let text = text.trim_start_matches([':', '=', '为', '是']);
        let end = text.find(|c: char| !c.is_ascii_digit());
        text[..end.unwrap_or(text.len())].parse::<u32>().ok()
    };
    let mut by_name = WORDS.iter().filter_map(|word| {
        let stated = number(folded.split_once(word)?.1)?;
        ((75..=135).contains(&stated) && stated % 3 == 0).then_some(f64::from(stated))
    });
    let zone = || {
        let before = folded.split_once('带').and_then(|(before, after)| {
            let from = before.trim_end_matches(|c: char| c.is_ascii_digit());
            number(&before[from.len()..]).or_else(|| number(after.strip_prefix('号')?))
        });
        match before? {
            zone @ 25..=45 => Some(f64::from(zone) * 3.0),
            zone @ 13..=23 => Some(f64::from(zone) * 6.0 - 3.0),
            _ => None,
        }
    };
    by_name.next().or_else(zone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::system_words;

    #[test]
    fn labels_are_read_by_their_words() {
        let system = |text: &str| CrsHint::read(text).system;
        assert_eq!(system("OSGB36"), Some(Crs::BritishGrid));
        assert_eq!(system("OSG36"), Some(Crs::BritishGrid));
        let long = "OSGB 1936 '27700' British National Grid";
        assert_eq!(system(long), Some(Crs::BritishGrid));
        assert_eq!(system("ETRS8"), Some(Crs::Degrees));
        assert_eq!(system("HGY/2005/1257"), None);
        assert_eq!(
            CrsHint::read("坐标（百度）").datum_shift,
            Some(DatumShift::Bd09)
        );
        assert_eq!(CrsHint::read("坐标（非百度）").datum_shift, None);
        let by_name = |name: &str| CrsHint::read(&system_words(name));
        let utm = by_name("WGS_1984_UTM_Zone_49N");
        assert_eq!((utm.system, utm.utm_zone), (Some(Crs::Utm), Some(49)));
        let cape = by_name("WGS 84 / UTM zone 34S");
        assert_eq!((cape.utm_zone, cape.south), (Some(34), true));
        let code = CrsHint::read("EPSG:25832");
        assert_eq!((code.system, code.utm_zone), (Some(Crs::Utm), Some(32)));
        // A coordinate in metres is not an EPSG code.
        assert_eq!(system("527700.0, 178464"), None);
        assert_eq!(system("urn:ogc:def:crs:EPSG::5514"), Some(Crs::Krovak));
        for reported in [
            "中央子午线：114°",
            "CGCS2000_3_Degree_GK_CM_114E",
            "38带",
            "带号：38",
            "EPSG:4547",
        ] {
            assert_eq!(
                CrsHint::read(&system_words(reported)).meridian,
                Some(114.0),
                "{reported}"
            );
        }
        assert_eq!(by_name("CGCS2000_3_Degree_GK_Zone_38").system, None);
        assert_eq!(by_name("GCS_WGS_1984").system, Some(Crs::Degrees));
        let web = by_name("WGS_1984_Web_Mercator_Auxiliary_Sphere").system;
        assert_eq!(web, Some(Crs::WebMercator));
        assert_eq!(
            by_name("British_National_Grid").system,
            Some(Crs::BritishGrid)
        );
        let old = by_name("Xian_1980_3_Degree_GK_Zone_38").datum_shift;
        assert_eq!(old, Some(DatumShift::Old(OldDatum::Xian80)));
        let old = CrsHint::read("西安80坐标系").datum_shift;
        assert_eq!(old, Some(DatumShift::Old(OldDatum::Xian80)));
    }
}
