//! Rounding of a suggested number so that the suggestion stays true.

/// A number strictly between `near` and `far`, close to `near`, with as few significant digits as
/// possible, at least three.
///
/// It goes by way of decimal text, which is the same on every machine; logarithms and powers are
/// not.
pub(super) fn short_decimal_between(near: f64, far: f64) -> f64 {
    let size = if near.abs() > 0.0 { near } else { far };
    let text = format!("{size:e}");
    let exponent = text
        .split_once('e')
        .and_then(|(_, exponent)| exponent.parse().ok());
    let exponent: i32 = exponent.unwrap_or(0);
    for digits in 2..17 {
        let step: f64 = format!("1e{}", exponent - digits).parse().unwrap_or(0.0);
        let outwards = (far - near).signum();
        // The division may round up to a whole number, so the next one is tried too.
        let first = (near / step * outwards).floor() + 1.0;
        for steps in [first, first + 1.0] {
            let rounded = format!("{}e{}", steps * outwards, exponent - digits);
            let rounded = rounded.parse().unwrap_or(near);
            let (from_near, to_far) = (rounded - near, far - rounded);
            if from_near * outwards > 0.0 && to_far * outwards > 0.0 {
                return rounded;
            }
        }
    }
    near.midpoint(far)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::short_decimal_between;

    #[test]
    fn numbers_between_are_short() {
        assert_eq!(short_decimal_between(3.284_6, 5.0), 3.29);
        assert_eq!(short_decimal_between(3.284_6, 1.0), 3.28);
        assert_eq!(short_decimal_between(8.0, 9.0), 8.01);
        assert_eq!(short_decimal_between(0.0, 5000.0), 10.0);
        assert_eq!(short_decimal_between(-20.5, -30.0), -20.6);
        assert_eq!(short_decimal_between(1.0, 1.0 + 1e-9), 1.000_000_000_1);
        assert_eq!(short_decimal_between(1e-7, 1.0), 1.01e-7);
    }

    proptest! {
        #[test]
        fn they_lie_between(near in -1e9..1e9_f64, far in -1e9..1e9_f64) {
            prop_assume!((near - far).abs() > 1e-6);
            let between = short_decimal_between(near, far);
            prop_assert!((between - near) * (far - between) > 0.0, "{between}");
        }
    }
}
