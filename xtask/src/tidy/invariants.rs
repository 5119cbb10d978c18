//! Every invariant of ARCHITECTURE.md names tests, and they exist.

use std::{collections::BTreeSet, fs};

use crate::{Result, step::root};

const PAGE: &str = "ARCHITECTURE.md";

pub(crate) fn faults(files: &[String]) -> Result<Vec<String>> {
    let read = |file: &str| fs::read_to_string(root().join(file)).map_err(|error| format!("{file}: {error}"));
    let mut functions = BTreeSet::new();
    for file in files.iter().filter(|file| file.ends_with(".rs")) {
        functions.extend(functions_of(&read(file)?));
    }
    Ok(of_page(&read(PAGE)?, &functions))
}

/// The names of the functions in a source.
fn functions_of(text: &str) -> impl Iterator<Item = String> {
    let heads =
        text.lines().filter_map(|line| line.trim_start().trim_start_matches("async ").strip_prefix("fn "));
    heads.filter_map(|head| head.split_once('(').map(|(name, _)| name.to_owned()))
}

fn of_page(text: &str, functions: &BTreeSet<String>) -> Vec<String> {
    let section = text.lines().skip_while(|line| *line != "## Invariants").skip(1);
    let rules = section.take_while(|line| !line.starts_with("## ")).filter_map(|line| line.split_once(". "));
    let mut found = Vec::new();
    let mut count = 0;
    for (number, rule) in rules.filter(|(number, _)| number.parse::<u32>().is_ok()) {
        count += 1;
        let names = || rule.split('`').skip(1).step_by(2).filter(|name| is_test(name));
        if names().next().is_none() {
            found.push(format!("{PAGE}: invariant {number} names no test"));
        }
        let missing = names().filter(|name| !functions.contains(*name));
        found.extend(
            missing.map(|name| format!("{PAGE}: the test `{name}` of invariant {number} does not exist")),
        );
    }
    if count == 0 {
        found.push(format!("{PAGE} has no invariants"));
    }
    found
}

fn is_test(name: &str) -> bool {
    name.contains('_') && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invariant_without_a_test_or_with_a_wrong_one_is_named() {
        let functions = functions_of("    async fn a_thing_holds() {\n}\nfn other(x: u8) {}\n").collect();
        let page = "## Invariants\n\n1. Holds. `a_thing_holds`.\n2. Is bare.\n3. Is `Wrong`. `no_such_test`.\n\n## More\n4. No.\n";
        let found = of_page(page, &functions);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(
            found[0].contains("invariant 2 names no test") && found[1].contains("no_such_test"),
            "{found:?}"
        );
        assert_eq!(of_page("", &functions), ["ARCHITECTURE.md has no invariants"]);
    }
}
