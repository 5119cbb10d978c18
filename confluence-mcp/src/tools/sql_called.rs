//! The call of a procedure, in each of the ways that a model writes one.

use confluence_client::sql::{ProcedureInfo, Sql, Value};

use super::sql_values::Parameters;
use crate::advice::Failure;

/// A procedure that is called, with its arguments.
pub(super) struct Called {
    pub(super) name: String,
    pub(super) arguments: Vec<(String, Value)>,
}

impl Called {
    /// Reads `EXEC name a = 'x'`, or a name beside its parameters.
    pub(super) fn read(procedure: &str, parameters: &Parameters) -> Result<Self, Failure> {
        let given = parameters.clone().values()?;
        let name = procedure.trim();
        let word = name.split_whitespace().next().unwrap_or_default();
        if ["exec", "execute", "call"].iter().any(|call| word.eq_ignore_ascii_case(call)) {
            let (name, arguments) = Sql::call(name, &given)?;
            return Ok(Self { name, arguments });
        }
        if given.iter().any(|(name, _)| name.is_empty()) {
            return Err(Failure::argument("parameters", "a procedure takes an object of values by name"));
        }
        let bare =
            |(name, value): (String, Value)| (name.trim_start_matches(['@', ':', '$']).to_owned(), value);
        Ok(Self { name: name.to_owned(), arguments: given.into_iter().map(bare).collect() })
    }

    /// An argument as text.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        let (_, value) = self.arguments.iter().find(|(given, _)| given.eq_ignore_ascii_case(name))?;
        Some(value.to_string()).filter(|text| !text.is_empty())
    }

    /// An argument that has to be there.
    pub(super) fn must(&self, name: &str) -> Result<String, Failure> {
        self.get(name).ok_or_else(|| Failure::argument("parameters", format!("{} needs {name}", self.name)))
    }

    /// Whether it is this procedure.
    pub(super) fn is(&self, procedure: &str) -> bool {
        self.name.eq_ignore_ascii_case(procedure)
    }

    /// Refuses what the procedure does not take.
    pub(super) fn check(&self, procedure: &ProcedureInfo, besides: &str) -> Result<(), Failure> {
        let rest: Vec<(String, Value)> =
            self.arguments.iter().filter(|(name, _)| !name.eq_ignore_ascii_case(besides)).cloned().collect();
        Ok(procedure.check(&rest)?)
    }
}
