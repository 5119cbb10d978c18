//! The colours that a status can have.

pub(crate) fn is_colour(word: &str) -> bool {
    ["grey", "red", "yellow", "blue", "green", "purple"]
        .iter()
        .any(|colour| word.eq_ignore_ascii_case(colour))
}

pub(crate) fn capitalised(colour: &str) -> String {
    let mut colour = colour.to_ascii_lowercase();
    if let Some(first) = colour.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    colour
}

pub(crate) fn no_colour(word: &str) -> String {
    format!("`{word}` is not a colour of a status; use grey, red, yellow, blue, green or purple")
}
