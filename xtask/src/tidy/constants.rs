//! A public constant that is a list is a slice: with an array its length would be part of its type, and one more of what it
//! lists would break whoever names that type.

use std::fs;

use super::PUBLISHED;
use crate::{Result, step::root};

pub(crate) fn faults() -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for name in PUBLISHED {
        let file = format!("xtask/api/{name}.txt");
        let api = fs::read_to_string(root().join(&file)).map_err(|error| format!("{file}: {error}"))?;
        let arrays = api.lines().filter(|line| is_array(line));
        faults.extend(arrays.map(|line| format!("{file}: {line}: make it a slice, `&[..]`")));
    }
    Ok(faults)
}

fn is_array(item: &str) -> bool {
    let typed = item.strip_prefix("pub const ").and_then(|item| item.split_once(": "));
    typed.is_some_and(|(_, kind)| {
        let length = kind.strip_suffix(']').and_then(|kind| kind.rsplit_once("; "));
        kind.starts_with('[') && length.is_some_and(|(_, length)| length.parse::<usize>().is_ok())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_list_with_its_length_in_its_type_is_an_array() {
        assert!(is_array("pub const a::Rule::ALL: [Self; 18]"));
        for other in
            ["pub const a::ALL: &[Self]", "pub const a::KEY: &str", "pub fn a::f([u8; 32]) -> [u8; 32]"]
        {
            assert!(!is_array(other), "{other}");
        }
    }
}
