//! The property `Timezone`.

use confluence_oauth::ConnectionString;

use crate::error::Result;
use crate::time_zone::TimeZone;

/// Takes the zone out of the string; an error of it says what would be right.
pub(super) fn take_from(string: &mut ConnectionString) -> Result<Option<TimeZone>> {
    let Some(value) = string.take("Timezone") else { return Ok(None) };
    match value.text()?.parse::<TimeZone>() {
        Ok(zone) => Ok(Some(zone)),
        Err(error) => Err(value.error(error.message().unwrap_or("is not a time zone")).into()),
    }
}
