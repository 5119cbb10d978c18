//! Numbers written by a pattern: `FORMAT(1234.5, '#,##0.00')`.

/// A number in the form of a pattern: `0` is a digit, `#` one where there is one, `,` between two of them divides
/// thousands, `%` gives hundredths, `E0` a power of ten; anything else stands for itself. `N2`, `F2` and `P1` are short
/// for what is used most.
pub(super) fn written(number: f64, pattern: &str) -> Result<String, String> {
    if let Some(shape) = short(pattern)? {
        return written(number, &shape);
    }
    let sections: Vec<&str> = pattern.split(';').collect();
    let pattern = match sections.as_slice() {
        [one] => one,
        [_, below] if number < 0.0 => return written(-number, below),
        [above, _] => above,
        _ => {
            return Err(format!(
                "the pattern '{pattern}' has more than two parts: one for numbers, one for those below 0"
            ));
        }
    };
    let shape = Shape::read(pattern)?;
    let number = if shape.hundredths { number * 100.0 } else { number };
    let (mantissa, power) = if shape.power.is_some() { scientific(number, shape.whole) } else { (number, 0) };
    let digits = format!("{:.*}", shape.most, rounded(mantissa.abs(), shape.most));
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    let fraction = shortest(fraction, shape.least);
    let whole = whole.trim_start_matches('0');
    let whole = format!("{whole:0>width$}", width = shape.whole);
    let whole = if shape.thousands { divided(&whole) } else { whole };
    let zero = whole.chars().chain(fraction.chars()).all(|digit| matches!(digit, '0' | ','));
    let sign = if number < 0.0 && !zero { "-" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    let power = shape.power.map(|width| {
        let sign = if power < 0 { "-" } else { "" };
        format!("E{sign}{:0>width$}", power.unsigned_abs())
    });
    Ok(format!("{sign}{}{whole}{point}{fraction}{}{}", shape.before, power.unwrap_or_default(), shape.behind))
}

/// `N2` is `#,##0.00`.
fn short(pattern: &str) -> Result<Option<String>, String> {
    let mut letters = pattern.chars();
    let Some(letter) = letters.next() else { return Err("the pattern is empty: write '0.00'".to_owned()) };
    let count = letters.as_str();
    if !letter.is_ascii_alphabetic() || !count.bytes().all(|digit| digit.is_ascii_digit()) {
        return Ok(None);
    }
    let places: usize = if count.is_empty() { 2 } else { count.parse().unwrap_or(usize::MAX) };
    if places > MOST {
        return Err(format!("the pattern '{pattern}' asks for more than {MOST} places"));
    }
    let zeros = "0".repeat(places);
    let point = if places == 0 { "" } else { "." };
    Ok(Some(match letter.to_ascii_uppercase() {
        'N' => format!("#,##0{point}{zeros}"),
        'F' => format!("0{point}{zeros}"),
        'P' => format!("#,##0{point}{zeros}%"),
        _ => return Err(format!("the pattern '{pattern}' is not offered: write '#,##0.00', or N2, F2, P2")),
    }))
}

/// A double has no more places that mean anything.
const MOST: usize = 17;

struct Shape {
    before: String,
    behind: String,
    /// How many digits there are before the point at the least.
    whole: usize,
    /// How many behind it, at the least and at the most.
    least: usize,
    most: usize,
    thousands: bool,
    hundredths: bool,
    /// How many digits the power of ten has at the least, if it has one.
    power: Option<usize>,
}

impl Shape {
    fn read(pattern: &str) -> Result<Self, String> {
        let is_digit = |letter: char| matches!(letter, '0' | '#');
        let wrong = || format!("the pattern '{pattern}' has no digit: write '0.00' or '#,##0'");
        let start = pattern.find(is_digit).ok_or_else(wrong)?;
        let start =
            if pattern.get(..start).is_some_and(|head| head.ends_with('.')) { start - 1 } else { start };
        let (before, rest) = pattern.split_at_checked(start).ok_or_else(wrong)?;
        let end = rest.find(|letter| !is_digit(letter) && !matches!(letter, '.' | ',')).unwrap_or(rest.len());
        let (digits, mut behind) = rest.split_at_checked(end).ok_or_else(wrong)?;
        let power = behind.strip_prefix(['E', 'e']).map(|after| after.trim_start_matches('+'));
        let power = power
            .map(|after| (after.trim_start_matches('0'), after.len() - after.trim_start_matches('0').len()));
        let power = match power {
            Some((after, width)) if width > 0 => {
                behind = after;
                Some(width)
            }
            _ => None,
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let zeros = |text: &str| text.chars().filter(|letter| *letter == '0').count();
        let text = |part: &str| part.replace(['\'', '"', '\\'], "");
        let (least, most) = (zeros(fraction), fraction.chars().filter(|letter| is_digit(*letter)).count());
        if most > MOST || whole.len() > 60 {
            return Err(format!("the pattern '{pattern}' asks for more digits than a number has"));
        }
        Ok(Self {
            hundredths: pattern.contains('%'),
            before: text(before),
            behind: text(behind),
            whole: zeros(whole),
            least,
            most,
            thousands: whole.contains(','),
            power,
        })
    }
}

/// Half of the last place goes away from zero, as people round.
fn rounded(number: f64, places: usize) -> f64 {
    let scale = 10_f64.powi(i32::try_from(places).unwrap_or(0));
    let scaled = number * scale;
    // Beyond it a double has no fraction to be rounded.
    if scaled.is_finite() && scaled < 9_007_199_254_740_992.0 {
        (scaled + 1e-9).round() / scale
    } else {
        number
    }
}

/// A number as what stands before the power of ten, and that.
fn scientific(number: f64, whole: usize) -> (f64, i32) {
    if number == 0.0 || !number.is_finite() {
        return (0.0, 0);
    }
    let digits = i32::try_from(whole.max(1)).unwrap_or(1);
    #[expect(clippy::cast_possible_truncation, reason = "a logarithm of a double is below 400")]
    let power = number.abs().log10().floor() as i32 + 1 - digits;
    (number / 10_f64.powi(power), power)
}

/// The places behind the point, without those zeros at the end that are not asked for.
fn shortest(fraction: &str, least: usize) -> &str {
    let kept = fraction.trim_end_matches('0').len().max(least);
    fraction.get(..kept).unwrap_or(fraction)
}

fn divided(whole: &str) -> String {
    let count = whole.chars().count();
    let digit = |(place, digit): (usize, char)| {
        let comma = place > 0 && (count - place).is_multiple_of(3);
        comma.then_some(',').into_iter().chain([digit])
    };
    whole.chars().enumerate().flat_map(digit).collect()
}
