//! The properties of a connection, as `--help` and the manual list them.

use confluence_client::connection::{self, Property};
use confluence_oauth::Treatment;

/// How wide a line of the help is.
const WIDTH: usize = 100;
/// Where the meaning of a property begins.
const INDENT: usize = 26;

/// Every property that is used: its name, what it means, what counts without it.
pub(super) fn listed() -> String {
    let mut text = String::from("Properties of a connection:\n");
    for property in used() {
        let mut meaning = property.meaning.replace('`', "");
        if !property.default.is_empty() {
            let default = property.default.replace('`', "");
            meaning.push_str(&format!(" Without it: {default}."));
        }
        text.push_str(&format!("  {:<1$}", property.name, INDENT - 2));
        wrapped(&meaning, &mut text);
    }
    text
}

fn used() -> impl Iterator<Item = &'static Property> {
    let all = confluence_oauth::PROPERTIES.iter().chain(connection::PROPERTIES);
    all.filter(|property| property.treatment == Treatment::Used)
}

fn wrapped(meaning: &str, text: &mut String) {
    let mut column = INDENT;
    for word in meaning.split(' ') {
        if column + word.len() > WIDTH {
            text.push_str(&format!("\n{:INDENT$}", ""));
            column = INDENT;
        }
        text.push_str(word);
        text.push(' ');
        column += word.len() + 1;
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
}
