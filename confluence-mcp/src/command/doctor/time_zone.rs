//! `Timezone` beside the zone in the account's profile.

use confluence_client::{TimeZone, Wiki};
use confluence_oauth::Outcome;

use super::Check;

/// Whether the zone of the connection is that of the account; nothing where the connection names none.
pub(super) async fn compared(wiki: &Wiki) -> Option<Check> {
    let named = wiki.time_zone()?;
    let check =
        |outcome, found: String| Some(Check { check: "time zone", outcome, found, notes: Vec::new() });
    let told = match wiki.account_time_zone().await {
        Ok(Some(told)) => told,
        Ok(None) => return check(Outcome::Skipped, format!("Timezone={named}; {NOT_TOLD}")),
        Err(error) => {
            return check(
                Outcome::Skipped,
                format!("Timezone={named}; the account could not be asked for its own: {error}"),
            );
        }
    };
    let same = told.parse::<TimeZone>().is_ok_and(|zone| zone.same_hours_as(named));
    let shown = super::printable(&told);
    if same {
        return check(Outcome::Ok, format!("Timezone={named} is that of the account"));
    }
    let found = format!(
        "Timezone={named}, and the account's own is {shown}: dates in queries would mean other hours"
    );
    let mut check = check(Outcome::Warning, found)?;
    check.notes.push(format!("write Timezone={shown}, or change the time zone in the account's profile"));
    Some(check)
}

const NOT_TOLD: &str =
    "the site does not tell the account's own: compare it in the account's profile, under Settings";
