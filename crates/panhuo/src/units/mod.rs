//! Quantities with their units: exact at 1 亩 = 2000/3 ㎡.
//!
//! A [`Quantity`] knows its [`Dimension`] and is kept in the dimension's canonical unit; a
//! [`Unit`] is one entry of the unit table. A number without a unit is accepted only where no unit
//! exists.

mod quantity;
mod table;

pub use quantity::{
    Quantity, cubic_metres_per_day, date, degrees, hectares, kilometres, kilovolt_amperes, metres,
    mu, number, percent, square_metres, tonnes, tonnes_per_square_metre, wan_yuan, wan_yuan_per_mu,
    years, yuan, yuan_per_square_metre, yuan_per_square_metre_month, yuan_per_year,
};
pub use table::{Dimension, Unit};
