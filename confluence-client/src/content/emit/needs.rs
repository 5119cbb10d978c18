//! Macros that are told nothing of what they show.

use super::Emitter;
use crate::content::macro_needs;
use crate::storage::error::ContentError;

impl Emitter<'_> {
    /// Refuses a new macro that is told nothing of what it shows.
    pub(super) fn refuse_untold(
        &self,
        at: usize,
        name: &str,
        parameters: &[(String, String)],
    ) -> Result<(), ContentError> {
        let Some(needs) = macro_needs::of(name) else { return Ok(()) };
        let is_told = |(name, value): &(String, String)| {
            needs.one_of.contains(&name.as_str()) && !value.trim().trim_start_matches("page:").is_empty()
        };
        if parameters.iter().any(is_told) {
            return Ok(());
        }
        let message = format!("`{name}` does not say what it shows; write `{}`", needs.example);
        Err(self.source.refuse(at, message))
    }
}
