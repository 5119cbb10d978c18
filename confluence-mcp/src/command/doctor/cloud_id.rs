//! `CloudId` beside the one that the site itself tells.

use confluence_client::connection::Connection;
use confluence_oauth::Outcome;

use super::Check;

/// Whether `CloudId` is that of the site; nothing is said where the connection names none, or the site tells none. Ends the
/// checks where requests would go to another site.
pub(super) async fn compared(connection: &Connection, checks: &mut Vec<Check>) -> Option<()> {
    let Some(given) = connection.cloud_id() else { return Some(()) };
    let Ok(Some(told)) = connection.fetch_cloud_id().await else { return Some(()) };
    let is_same = told.eq_ignore_ascii_case(given);
    let (outcome, found, notes) = match is_same {
        true => (Outcome::Ok, "CloudId is that of the site".to_owned(), Vec::new()),
        false => (
            Outcome::Failed,
            format!("CloudId={given} is another site's: the site of URL tells {}", super::printable(&told)),
            vec!["correct CloudId, or leave it out where a login finds it by itself".to_owned()],
        ),
    };
    checks.push(Check { check: "cloud id of the site", outcome, found, notes });
    is_same.then_some(())
}
