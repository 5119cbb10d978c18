//! What `CONTAINS` looks for: words in any case and order; in double quotes words one behind the other; with `*` the
//! beginning of a word.

/// Words that stand one behind the other; of most terms it is one.
struct Term {
    words: Vec<String>,
    /// Whether the last of them is the beginning of one.
    begins: bool,
}

/// Whether a text holds all that is looked for.
pub(super) fn holds(whole: &str, wanted: &str) -> bool {
    let there: Vec<String> = words(whole).into_iter().map(|(word, _)| word).collect();
    terms(wanted).iter().all(|term| term.is_in(&there))
}

/// What the index of the service is asked for, where the usual search for words is not enough.
pub(super) fn expression(wanted: &str) -> Option<String> {
    let all = words(wanted);
    let word = |(word, begins): &(String, bool)| format!("{word}{}", if *begins { "*" } else { "" });
    all.iter().any(|(_, begins)| *begins).then(|| all.iter().map(word).collect::<Vec<_>>().join(" "))
}

/// What is said of a value with operators between what is looked for: a search for words would take them for words, find
/// nothing and say nothing. In a statement they are taken apart before.
pub(super) fn refusal(wanted: &str) -> Option<String> {
    let operator = operator(wanted)?;
    let wanted: String = wanted.chars().take(60).collect();
    Some(format!(
        "CONTAINS '{wanted}' has the operator {operator} in a value: write CONTAINS(Text, @a) {operator} CONTAINS(Text, @b)"
    ))
}

fn operator(wanted: &str) -> Option<&'static str> {
    let quoted = wanted.contains('"');
    let mut bare = wanted.split('"').step_by(2).flat_map(str::split_whitespace);
    bare.find_map(|word| operator_named(word, quoted))
}

/// Beside words in quotes an operator may be written in any case, and otherwise in capitals: people look for "terms and
/// conditions".
pub(super) fn operator_named(word: &str, quoted: bool) -> Option<&'static str> {
    let same = |operator: &&str| *operator == word || (quoted && operator.eq_ignore_ascii_case(word));
    ["AND", "OR", "NOT", "NEAR"].into_iter().find(same)
}

impl Term {
    fn is_in(&self, there: &[String]) -> bool {
        let Some((last, before)) = self.words.split_last() else { return true };
        there.windows(self.words.len()).any(|some| {
            let Some((end, begin)) = some.split_last() else { return false };
            begin == before && if self.begins { end.starts_with(last.as_str()) } else { end == last }
        })
    }
}

fn terms(wanted: &str) -> Vec<Term> {
    let mut terms = Vec::new();
    for (at, part) in wanted.split('"').enumerate() {
        let words = words(part);
        if at % 2 == 1 {
            let begins = words.last().is_some_and(|(_, begins)| *begins);
            terms.push(Term { words: words.into_iter().map(|(word, _)| word).collect(), begins });
        } else {
            terms.extend(words.into_iter().map(|(word, begins)| Term { words: vec![word], begins }));
        }
    }
    terms
}

/// The words of a text, and whether a `*` stands behind each.
fn words(text: &str) -> Vec<(String, bool)> {
    let lower = text.to_lowercase();
    let (mut found, mut word) = (Vec::new(), String::new());
    for letter in lower.chars().chain([' ']) {
        if letter.is_alphanumeric() {
            word.push(letter);
        } else if !word.is_empty() {
            found.push((std::mem::take(&mut word), letter == '*'));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_phrases_and_beginnings_are_found() {
        let text = "Install the runbook on Linux";
        for there in ["LINUX runbook", "inst*", "\"the runbook\"", "\"the run*\" linux", "", "run*book"] {
            assert_eq!(holds(text, there), there != "run*book", "{there}");
        }
        for missing in ["inst", "\"runbook the\"", "linux windows", "nix*"] {
            assert!(!holds(text, missing), "{missing}");
        }
    }

    #[test]
    fn operators_are_told_from_words() {
        assert_eq!(operator("install OR runbook"), Some("OR"));
        assert_eq!(operator("\"install\" and \"linux\""), Some("AND"));
        assert_eq!(operator("terms and conditions"), None);
        assert_eq!(operator("\"this OR that\""), None);
        assert_eq!(expression("two inst*").as_deref(), Some("two inst*"));
        assert_eq!(expression("two words"), None);
    }
}
