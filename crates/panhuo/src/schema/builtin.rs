//! The built-in schema, which the build script writes from `schema/builtin.json`.

use super::{Audience, Category, Definition, KindDefinition, Schema, SiteKind, ValueType};
use crate::units::Unit;

include!(concat!(env!("OUT_DIR"), "/builtin.rs"));
