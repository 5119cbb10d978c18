//! Hexadecimal digits.

/// The bytes that an even number of digits stands for.
pub(crate) fn unhexed(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pair = |pair: &[u8]| match pair {
        [high, low] => Some(digit(high)? << 4 | digit(low)?),
        _ => None,
    };
    text.as_bytes().chunks(2).map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_digits_are_a_byte() {
        assert_eq!(unhexed("00fFa0"), Some(vec![0, 255, 160]));
        for wrong in ["0", "0g", "00 ", "\u{e9}"] {
            assert_eq!(unhexed(wrong), None, "{wrong}");
        }
    }
}
