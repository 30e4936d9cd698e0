//! The levels of every comparison, the most similar first: each once, with its name in profiles.

macro_rules! levels {
    ($($(#[$doc:meta])* $levels:ident { $($(#[$level_doc:meta])* $level:ident $name:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u8)]
        pub(super) enum $levels { $($(#[$level_doc])* $level,)* }

        impl $levels {
            pub(super) const NAMES: &'static [&'static str] = &[$($name),*];
        }

        impl From<$levels> for u8 {
            fn from(level: $levels) -> Self {
                level as Self
            }
        }
    )*};
}

levels! {
    /// Levels of two names.
    NameLevel {
        /// Equal cores, regions that do not contradict each other, and equal numbers.
        Exact "exact",
        /// Equal, but they only say what kind of site it is: 3号厂房.
        Generic "generic",
        /// One is the other with the number of a part: 3号厂房 of a plant.
        Part "part",
        /// The core of one stands within the other's.
        Contained "contained",
        /// Homophones.
        Sound "sound",
        /// One edit apart, or words that weigh 85 % in common.
        Close "close",
        /// The name of one is the value of the other's alternate field.
        AlternateField "alternate_field",
        /// Jaro-Winkler similarity from 0.85 on, or words that weigh 60 % in common.
        Similar "similar",
        /// Similar names in two regions of one rank.
        Region "region",
        /// Similar names with different numbers.
        Numeral "numeral",
        Different "different",
    }
    /// Levels of two words.
    WordLevel {
        Exact "exact",
        Close "close",
        Similar "similar",
        /// Each has the word in the alternate field of the other.
        AlternateField "alternate_field",
        Different "different",
    }
    /// Levels of two codes.
    CodeLevel {
        Exact "exact",
        /// One edit apart.
        Typo "typo",
        Different "different",
    }
    /// Levels of two quantities.
    NumberLevel {
        /// One number of three digits or more.
        Equal "equal",
        /// They may be one quantity, written with a precision of three percent or better.
        Agree "agree",
        /// They may be one quantity, written coarsely.
        Rounded "rounded",
        Close "close",
        Near "near",
        Apart "apart",
    }
    /// Levels of two days.
    DateLevel {
        Exact "exact",
        /// One wrong digit, two adjacent digits swapped, or day and month swapped.
        Typo "typo",
        /// One year, or one day of two years.
        Year "year",
        Different "different",
    }
    /// Levels of two locations.
    LocationLevel {
        /// The intersection of the footprints is at least half of their union.
        Overlap "overlap",
        /// Nine tenths of the smaller footprint lie within the larger.
        Inside "inside",
        Spot "spot",
        Near "near",
        Around "around",
        Far "far",
        Elsewhere "elsewhere",
    }
    /// Levels of two categories or jurisdictions.
    CategoryLevel {
        Exact "exact",
        Different "different",
    }
    /// Levels of all remaining facts of two records.
    FactsLevel {
        Agree "agree",
        Some "some",
        Mixed "mixed",
        Contradict "contradict",
    }
}
