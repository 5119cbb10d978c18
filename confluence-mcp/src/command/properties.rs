//! The properties of a connection, as `--help` and the manual list them.

use confluence_client::connection::{self, Property};
use confluence_oauth::Treatment;

/// Every property that is used: its name, what it means, what counts without it. How wide a line is, whoever shows it
/// knows; a line that is broken goes on at its own indent.
pub(super) fn listed() -> String {
    let mut text = String::from("Properties of a connection:\n");
    for property in used() {
        let meaning = property.meaning.replace('`', "");
        text.push_str(&format!("  {}\n      {meaning}", property.name));
        if !property.default.is_empty() {
            let default = property.default.replace('`', "");
            text.push_str(&format!(" Without it: {default}."));
        }
        text.push('\n');
    }
    text
}

fn used() -> impl Iterator<Item = &'static Property> {
    let all = confluence_oauth::PROPERTIES.iter().chain(connection::PROPERTIES);
    all.filter(|property| property.treatment == Treatment::Used)
}
