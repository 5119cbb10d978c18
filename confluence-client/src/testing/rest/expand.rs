//! `expand`: which parts of a record an answer spells out.

use super::super::call::Call;

/// The parts asked for.
#[derive(Clone, Debug)]
pub(crate) struct Expand(Vec<String>);

impl Expand {
    /// What the call asks for, or the default of the operation.
    pub(crate) fn of(call: &Call<'_>, default: &[&str]) -> Self {
        let asked = call.expansions();
        let names =
            if asked.is_empty() { default.iter().map(|name| (*name).to_owned()).collect() } else { asked };
        Self(names)
    }

    /// Nothing.
    pub(crate) fn none() -> Self {
        Self(Vec::new())
    }

    /// The parts asked for below a name: `content.version` gives `version`.
    pub(crate) fn below(&self, name: &str) -> Self {
        let prefix = format!("{name}.");
        Self(self.0.iter().filter_map(|it| it.strip_prefix(&prefix)).map(str::to_owned).collect())
    }

    /// Whether a part is asked for, or something below it.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0
            .iter()
            .any(|it| it.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
    }
}
