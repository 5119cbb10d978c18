//! What a service says of a search, without what a policy put around the query: it names spaces that are none of the
//! caller's business.

use super::{Policy, lists};
use crate::cql::Cql;
use crate::error::Error;
use crate::ids::SpaceKey;

impl Policy {
    /// The failure of a search, in the words of the query that was asked.
    pub(in crate::wiki) fn without_bounds(&self, query: &Cql, error: Error) -> Error {
        let only = self.spaces.clone().unwrap_or_default();
        let bound = query.bounded(&only, &self.blocked_spaces);
        let (Some(said), Ok(bound), true) = (error.message(), bound, self.restricts_spaces()) else {
            return error;
        };
        let told = self.unbound(said, query, &bound, &only);
        match told == said {
            true => error,
            false => error.with_message(told),
        }
    }

    fn unbound(&self, said: &str, query: &Cql, bound: &Cql, only: &[SpaceKey]) -> String {
        let mut told = said.to_owned();
        for written in WRITTEN {
            told = told.replace(&written(bound.as_str()), &written(query.as_str()));
            // A service that quotes a part of the query may quote ours.
            for (operator, keys) in [("in", only), ("not in", self.blocked_spaces.as_slice())] {
                let Some(clause) = Cql::space_bound(operator, keys) else { continue };
                let clause = written(&clause);
                told = told.replace(&format!(" and {clause}"), "").replace(&format!("{clause} and "), "");
                told = told.replace(&clause, "");
            }
        }
        let named = |key: &SpaceKey| names(&told, key) && !names(query.as_str(), key);
        // A message may be cut within our bound.
        const BOUND: &str = "space not in (";
        let has_ours = !self.blocked_spaces.is_empty()
            && told.matches(BOUND).count() > query.as_str().matches(BOUND).count();
        match has_ours || self.blocked_spaces.iter().any(named) {
            true => "the service does not take this query; what it says of it names spaces that this connection leaves out"
                .to_owned(),
            false => told,
        }
    }
}

/// How a query may stand in a message: as it is, in JSON, in HTML.
const WRITTEN: [fn(&str) -> String; 3] = [
    |text| text.to_owned(),
    |text| text.replace('\\', "\\\\").replace('"', "\\\""),
    |text| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;"),
];

/// Whether a text has a key as a word of its own.
fn names(text: &str, key: &SpaceKey) -> bool {
    let is_outside = |letter: char| !letter.is_alphanumeric() && !matches!(letter, '~' | '_' | '-' | '.');
    text.split(is_outside).any(|word| lists(std::slice::from_ref(key), &word.trim_end_matches('.').into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    fn told(policy: &Policy, query: &str, said: impl Fn(&str) -> String) -> String {
        let query = Cql::raw(query);
        let bound = policy.search(&query).unwrap().into_inner();
        let error = Error::new(ErrorKind::Invalid, "search").with_message(said(bound.as_str()));
        policy.without_bounds(&query, error).message().unwrap().to_owned()
    }

    #[test]
    fn a_blocked_space_is_not_named_by_the_service_either() {
        let policy = Policy::new().blocked_spaces(["MERGER", "TEAM"]);
        let query = "type=page and foo = \"a\"";
        for said in [
            |bound: &str| format!("Could not parse cql : {bound}"),
            |bound: &str| format!("Could not parse cql : {}", bound.replace('"', "\\\"")),
            |bound: &str| format!("Could not parse cql : {}", bound.replace('"', "&quot;")),
        ] {
            let told = told(&policy, query, said);
            assert!(told.contains("type=page and foo = ") && !told.contains("MERGER"), "{told}");
            assert!(!told.contains("space not in"), "{told}");
        }
        let rest = told(&policy, query, |_| {
            "no field foo before ' and space not in (\"MERGER\", \"TEAM\")'".to_owned()
        });
        assert_eq!(rest, "no field foo before ''");
        let part = told(&policy, query, |_| "unexpected token near (\"MERGER\"".to_owned());
        assert!(!part.contains("MERGER") && part.contains("leaves out"), "{part}");
        // What is cut within the keys tells none of their letters.
        let cut = told(&policy, query, |bound| bound.get(..bound.len() - 4).unwrap_or_default().to_owned());
        assert!(!cut.contains("MER") && cut.contains("leaves out"), "{cut}");
        // What the caller wrote themselves is no secret.
        let own = told(&policy, "space = TEAM and foo = 3", |bound| format!("Could not parse cql : {bound}"));
        assert_eq!(own, "Could not parse cql : space = TEAM and foo = 3");
    }
}
