//! Every invariant of ARCHITECTURE.md names tests, and they exist.

use std::{collections::BTreeSet, fs};

use crate::{Result, step::root};

const PAGE: &str = "ARCHITECTURE.md";

pub(crate) fn faults(files: &[String]) -> Result<Vec<String>> {
    let read = |file: &str| fs::read_to_string(root().join(file)).map_err(|error| format!("{file}: {error}"));
    let mut tests = BTreeSet::new();
    for file in files.iter().filter(|file| file.ends_with(".rs")) {
        tests.extend(tests_of(&read(file)?));
    }
    Ok(of_page(&read(PAGE)?, &tests))
}

/// The names of the tests in a source that are run: always, or once a week by `cargo xtask test --full`.
fn tests_of(text: &str) -> Vec<String> {
    let (mut is_test, mut is_ignored) = (false, false);
    let mut found = Vec::new();
    for line in text.lines().map(str::trim_start) {
        if line.starts_with("#[test]") || line.starts_with("#[tokio::test") {
            is_test = true;
        } else if line.starts_with("#[ignore") && !line.contains("--full") {
            is_ignored = true;
        } else if let Some(head) = line.trim_start_matches("async ").strip_prefix("fn ") {
            let name = head.split_once('(').map(|(name, _)| name.to_owned());
            found.extend(name.filter(|_| is_test && !is_ignored));
            (is_test, is_ignored) = (false, false);
        }
    }
    found
}

fn of_page(text: &str, tests: &BTreeSet<String>) -> Vec<String> {
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
        let missing = names().filter(|name| !tests.contains(*name));
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
        let source = "#[tokio::test(flavor = \"x\")]\n// Why.\n    async fn a_thing_holds() {\n}\n\
                      fn a_helper() {}\n#[test]\n#[ignore = \"slow\"]\nfn left_out() {}\n#[test]\n#[ignore = \"cargo xtask test --full\"]\n\
                      fn of_the_week() {}\nfn other(x: u8) {}\n";
        let tests = tests_of(source);
        assert_eq!(tests, ["a_thing_holds", "of_the_week"], "no helper, and nothing that is left out");
        let functions = tests.into_iter().collect();
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
