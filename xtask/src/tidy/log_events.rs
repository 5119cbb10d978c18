//! Every event that a library logs is in the table of its documentation, under *Log events*.

use std::fs;

use crate::{Result, step::root};

/// The crates whose events are listed, each with the page that lists them.
const PAGES: [(&str, &str); 2] = [
    ("confluence-client/src/", "confluence-client/src/lib.rs"),
    ("confluence-oauth/src/", "confluence-oauth/src/lib.rs"),
];
const HEADING: &str = "# Log events";
/// Pieces of a message between its placeholders that are shorter prove nothing.
const SHORTEST: usize = 6;

pub(crate) fn faults(files: &[String]) -> Result<Vec<String>> {
    let read = |file: &str| fs::read_to_string(root().join(file)).map_err(|error| format!("{file}: {error}"));
    let mut found = Vec::new();
    for (folder, page) in PAGES {
        let text = read(page)?;
        let Some((_, listed)) = text.split_once(HEADING) else {
            found.push(format!("{page} has no section {HEADING}"));
            continue;
        };
        for file in files.iter().filter(|file| file.starts_with(folder) && file.ends_with(".rs")) {
            let missing = messages(&read(file)?).into_iter().filter(|message| !is_listed(message, listed));
            found
                .extend(missing.map(|message| format!("{file}: {page} does not list the event `{message}`")));
        }
    }
    Ok(found)
}

/// The messages of the events in a source: the last literal of each.
fn messages(text: &str) -> Vec<String> {
    let own = text.split("#[cfg(test)]").next().unwrap_or_default();
    let events = ["error!(", "warn!(", "info!(", "debug!(", "trace!("];
    own.split("tracing::")
        .skip(1)
        .filter_map(|rest| events.iter().find_map(|event| rest.strip_prefix(event)))
        .filter_map(|rest| arguments(rest).rsplit('"').nth(1))
        .map(|message| message.split_whitespace().collect::<Vec<_>>().join(" ").replace("\\ ", ""))
        .collect()
}

/// What stands before the parenthesis that closes a call.
fn arguments(rest: &str) -> &str {
    let (mut open, mut is_text, mut is_escaped) = (1_usize, false, false);
    for (at, letter) in rest.char_indices() {
        match letter {
            '"' if !is_escaped => is_text = !is_text,
            '(' if !is_text => open += 1,
            ')' if !is_text => open -= 1,
            _ => {}
        }
        is_escaped = letter == '\\' && !is_escaped;
        if open == 0 {
            return rest.get(..at).unwrap_or_default();
        }
    }
    rest
}

/// Whether a page has all of a message but what is filled in.
fn is_listed(message: &str, page: &str) -> bool {
    let pieces = message.split(['{', '}']).step_by(2).map(str::trim);
    pieces.filter(|piece| piece.len() >= SHORTEST).all(|piece| page.contains(piece))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = r#"
        tracing::warn!(bits = signer.bits(), "the token {name} (short) could not be saved");
        match found {
            Ok(_) => tracing::info!("{}: read as what it is", names.kind),
            Err(_) => tracing::debug!(
                target: "confluence_client",
                { status, wait_ms },
                "trying \
                 again"
            ),
        }
        tracing::debug_span!("confluence");
        #[cfg(test)]
        mod tests { tracing::warn!("of a test"); }
    "#;

    #[test]
    fn the_message_of_an_event_is_its_last_literal() {
        assert_eq!(
            messages(SOURCE),
            ["the token {name} (short) could not be saved", "{}: read as what it is", "trying again"]
        );
    }

    #[test]
    fn an_event_that_no_page_lists_is_named() {
        let page = "| `the token {which} could not be saved` | warn |";
        assert!(is_listed("the token {name} could not be saved", page) && is_listed("{note}", page));
        assert!(!is_listed("trying again", page));
    }
}
