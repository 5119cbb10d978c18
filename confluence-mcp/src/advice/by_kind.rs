//! What to do next where only the kind of a failure is known.

use confluence_client::ErrorKind;

use super::CORRECT;

pub(super) fn advice(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Unauthenticated => {
            "Calling again does not help. Ask the user to check the credential: `confluence-mcp doctor` says where; whoever \
             uses OAuth logs in again with `confluence-mcp login`."
        }
        ErrorKind::ScopeMissing => {
            "Calling again does not help. Ask the user to grant the scope and log in again."
        }
        ErrorKind::Forbidden => {
            "It is not allowed. Do not try again; tell the user what was refused, and which permission may be missing."
        }
        ErrorKind::NotFound => {
            "It does not exist or this account may not see it. Find pages with confluence_search, and what hangs on a page \
             with the tool that lists it."
        }
        ErrorKind::Gone => "The service no longer offers this to the account. Tell the user.",
        ErrorKind::Invalid => CORRECT,
        ErrorKind::TooLarge => "Ask for less: a section, or a smaller limit.",
        ErrorKind::Service => {
            "The service failed. Call again in a moment; if it keeps failing, tell the user."
        }
        ErrorKind::Timeout => "It took too long. Ask for less, or call again in a moment.",
        ErrorKind::Transport => {
            "The service was not reached. Call again in a moment; if it keeps failing, tell the user."
        }
        ErrorKind::Decode => "The service answered something unexpected. Tell the user.",
        ErrorKind::NotConfluence => {
            "Something else than Confluence answered, such as a login page or a proxy. Ask the user to check URL: \
             the base URL of the site, with its context path on Data Center; `confluence-mcp doctor` tries it."
        }
        ErrorKind::Unsupported => "",
        ErrorKind::ContentLoss => {
            "Name the losses to allow in `allow_loss`, if they are intended; `dry_run` shows the change of a page."
        }
        ErrorKind::Policy => {
            "The configuration of this server does not allow it. Do not try to get around it; tell the user what \
             you need."
        }
        _ => "Tell the user.",
    }
}
