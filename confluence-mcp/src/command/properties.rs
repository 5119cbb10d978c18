//! The properties of a connection, as `--help` and the manual list them.

use clap::error::{ContextKind, ContextValue, ErrorKind};
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

/// Options of other servers, and what says the same here. What resembles them may say the opposite.
const OF_OTHER_SERVERS: &[(&[&str], &str)] = &[
    (
        &["port", "host", "transport", "sse", "streamable-http"],
        "--http 127.0.0.1:8080 serves Streamable HTTP at that address; without it, standard input and output are served",
    ),
    (&["stdio"], "without --http, standard input and output are served"),
    (&["enabled-tools"], "--toolsets none --tools LIST offers the tools of that list alone"),
    (&["disabled-tools"], "--exclude-tools LIST takes tools away"),
];

/// An option that there is not, with the name of a property or of another server's option, is told as what it is.
pub(super) fn with_property_meant(mut error: clap::Error) -> clap::Error {
    if error.kind() != ErrorKind::UnknownArgument {
        return error;
    }
    let option = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::String(option)) => {
            option.trim_start_matches('-').split('=').next().unwrap_or_default().to_owned()
        }
        _ => return error,
    };
    if let Some((_, tip)) = OF_OTHER_SERVERS.iter().find(|(names, _)| names.contains(&option.as_str())) {
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![(*tip).into()]));
        // What resembles it.
        error.remove(ContextKind::SuggestedArg);
        error.remove(ContextKind::Usage);
        return error;
    }
    let named = connection::layers().property(option, "x").build().ok();
    let property = named.and_then(|string| string.values().next()?.property());
    if let Some(property) = property.filter(|property| property.treatment == Treatment::Used) {
        let tip = format!(
            "{name} is a property of the connection: write {name}=... into --connection or into the profile, or set {}",
            property.variable(),
            name = property.name
        );
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
    }
    error
}
