//! What is said beside coordinates about their system.

use panhuo::fold;

use super::Candidate;
use super::system::{Moved, OldDatum, System};

/// What a label names; a label is evidence, not truth.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Label {
    pub(crate) system: Option<System>,
    /// A datum that is not WGS84's.
    pub(crate) moved: Option<Moved>,
}

/// Words of systems, in folded text.
const WORDS: &[(&str, System)] = &[
    ("osg", System::British),
    ("27700", System::British),
    ("britishnational", System::British),
    ("ordnancesurvey", System::British),
    ("3035", System::Europe),
    ("laea", System::Europe),
    ("lambert93", System::France),
    ("lambert-93", System::France),
    ("2154", System::France),
    ("3857", System::Web),
    ("webmercator", System::Web),
    ("pseudo-mercator", System::Web),
    ("geocentric", System::Geocentric),
    ("4978", System::Geocentric),
    ("etrs", System::Degrees),
    ("wgs", System::Degrees),
    ("4326", System::Degrees),
    ("crs84", System::Degrees),
    ("4258", System::Degrees),
];

/// Words of datums that are shifted against WGS84.
const MOVED: &[(&str, Moved)] = &[
    ("百度", Moved::Bd09),
    ("bd09", Moved::Bd09),
    ("bd-09", Moved::Bd09),
    ("高德", Moved::Gcj02),
    ("腾讯", Moved::Gcj02),
    ("gcj", Moved::Gcj02),
    ("火星", Moved::Gcj02),
    ("北京54", Moved::Old(OldDatum::Beijing54)),
    ("北京1954", Moved::Old(OldDatum::Beijing54)),
    ("beijing54", Moved::Old(OldDatum::Beijing54)),
    ("beijing1954", Moved::Old(OldDatum::Beijing54)),
    ("80国家大地", Moved::Old(OldDatum::Xian80)),
    ("80西安", Moved::Old(OldDatum::Xian80)),
    ("54北京", Moved::Old(OldDatum::Beijing54)),
    ("西安80", Moved::Old(OldDatum::Xian80)),
    ("西安1980", Moved::Old(OldDatum::Xian80)),
    ("xian80", Moved::Old(OldDatum::Xian80)),
    ("xian1980", Moved::Old(OldDatum::Xian80)),
    ("xi'an80", Moved::Old(OldDatum::Xian80)),
];

/// The words of a system's name that a label understands: `WGS_1984_UTM_Zone_49N` is no system of
/// degrees, whatever datum it starts with.
pub(crate) fn system_words(name: &str) -> String {
    let plain = name.replace('_', " ");
    let folded = fold(&plain);
    let projected = ["utm", "gauss", "kruger", "gk", "zone", "degree"];
    if !folded.contains("mercatoraux") && projected.iter().any(|word| folded.contains(word)) {
        return [
            "WGS 1984",
            "WGS1984",
            "WGS 84",
            "WGS84",
            "ETRS89",
            "ETRS 1989",
        ]
        .iter()
        .fold(plain, |plain, datum| plain.replace(datum, ""));
    }
    plain
}

impl Label {
    /// Reads the words beside coordinates: headers, a column of systems, the cell itself.
    pub(crate) fn read(words: &str) -> Self {
        if words.is_empty() {
            return Self::default();
        }
        let folded = fold(words)
            .replace("非百度", "")
            .replace("百度以外", "")
            .replace("百度除外", "");
        let find = |list: &[(&str, System)]| {
            let found = list.iter().find(|(word, _)| folded.contains(word));
            found.map(|(_, system)| *system)
        };
        let moved = MOVED.iter().find(|(word, _)| folded.contains(word));
        Self {
            system: find(WORDS),
            moved: moved.map(|(_, moved)| *moved),
        }
    }

    /// Whether the label names this system.
    pub(crate) fn fits(self, system: System) -> bool {
        self.system == Some(system)
    }

    pub(super) fn fits_any(self, found: &[Candidate]) -> bool {
        found.iter().any(|candidate| self.fits(candidate.system))
    }

    /// Whether the label names another system than this one.
    pub(crate) fn contradicts(self, system: System) -> bool {
        self.system.is_some_and(|said| said != system) && system != System::Packed
    }

    pub(crate) fn datum(self) -> Option<OldDatum> {
        match self.moved {
            Some(Moved::Old(datum)) => Some(datum),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_read_by_their_words() {
        let system = |text: &str| Label::read(text).system;
        assert_eq!(system("OSGB36"), Some(System::British));
        assert_eq!(system("OSG36"), Some(System::British));
        let long = "OSGB 1936 '27700' British National Grid";
        assert_eq!(system(long), Some(System::British));
        assert_eq!(system("ETRS8"), Some(System::Degrees));
        assert_eq!(system("HGY/2005/1257"), None);
        assert_eq!(Label::read("坐标（百度）").moved, Some(Moved::Bd09));
        assert_eq!(Label::read("坐标（非百度）").moved, None);
        let named = |name: &str| Label::read(&system_words(name));
        assert_eq!(named("WGS_1984_UTM_Zone_49N").system, None);
        assert_eq!(named("CGCS2000_3_Degree_GK_Zone_38").system, None);
        assert_eq!(named("GCS_WGS_1984").system, Some(System::Degrees));
        let web = named("WGS_1984_Web_Mercator_Auxiliary_Sphere").system;
        assert_eq!(web, Some(System::Web));
        assert_eq!(named("British_National_Grid").system, Some(System::British));
        let old = named("Xian_1980_3_Degree_GK_Zone_38").moved;
        assert_eq!(old, Some(Moved::Old(OldDatum::Xian80)));
        let old = Label::read("西安80坐标系").moved;
        assert_eq!(old, Some(Moved::Old(OldDatum::Xian80)));
    }
}
