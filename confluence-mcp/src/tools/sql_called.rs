//! The call of a procedure, in each of the ways that a model writes one.

use confluence_client::sql::{ProcedureInfo, Sql, Value};
use serde_json::Map;

use super::sql_values::value_of;
use crate::advice::Failure;

/// A procedure that is called, with its arguments.
pub(super) struct Called {
    pub(super) name: String,
    pub(super) arguments: Vec<(String, Value)>,
}

impl Called {
    /// Reads `EXEC name a = 'x'`, or a name beside its parameters.
    pub(super) fn read(
        procedure: &str,
        parameters: &Map<String, serde_json::Value>,
    ) -> Result<Self, Failure> {
        let mut arguments = Vec::with_capacity(parameters.len());
        for (name, value) in parameters {
            arguments.push((name.clone(), value_of(name, value.clone())?));
        }
        let name = procedure.trim();
        let word = name.split_whitespace().next().unwrap_or_default();
        if word.eq_ignore_ascii_case("exec") || word.eq_ignore_ascii_case("execute") {
            let (name, arguments) = Sql::call(name, &arguments)?;
            return Ok(Self { name, arguments });
        }
        Ok(Self { name: name.to_owned(), arguments })
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
