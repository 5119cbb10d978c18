//! Where we differ from the published facts on purpose.

use std::collections::BTreeSet;

use ::tests::facts::Api;

/// A difference that is meant: the fault of an operation that contains this text, and the reason.
struct Exception {
    api: Api,
    /// The operation, or `*` for all.
    operation: &'static str,
    fault: &'static str,
    #[expect(dead_code, reason = "for whoever reads the list")]
    reason: &'static str,
}

const EXCEPTIONS: &[Exception] = &[
    Exception {
        api: Api::V2,
        operation: "updateTask",
        fault: "has no field in TaskUpdate",
        reason: "the service changes the status alone; the rest of the body repeats what it answers",
    },
    Exception {
        api: Api::V2,
        operation: "createWhiteboard",
        fault: "WhiteboardCreateRequest.locale",
        reason: "a language tag; the service extends the list at will",
    },
    Exception {
        api: Api::V2,
        operation: "createWhiteboard",
        fault: "WhiteboardCreateRequest.templateKey",
        reason: "the key of one of many templates; the service extends the list at will",
    },
    Exception {
        api: Api::V1,
        operation: "searchByCQL",
        fault: "`start` is not declared",
        reason: "the service ignores it: a search goes on by its cursor",
    },
    Exception {
        api: Api::V1,
        operation: "searchByCQL",
        fault: "`next` is not declared",
        reason: "part of the links to other pages, which carry it along",
    },
    Exception {
        api: Api::V1,
        operation: "searchByCQL",
        fault: "`prev` is not declared",
        reason: "part of the links to other pages, which carry it along",
    },
    Exception {
        api: Api::V1,
        operation: "searchByCQL",
        fault: "`_` is not declared",
        reason: "a number that browsers add to get around their caches",
    },
    Exception {
        api: Api::V1,
        operation: "*",
        fault: "_expandable has no field in",
        reason: "says what `expand` could have asked for, which its documentation says as well",
    },
    Exception {
        api: Api::Dc,
        operation: "*",
        fault: "_expandable has no field in",
        reason: "says what `expand` could have asked for, which its documentation says as well",
    },
    Exception {
        api: Api::Dc,
        operation: "*",
        fault: "Ref has no field in",
        reason: "a getter of the implementation; the answer holds the same without `Ref`",
    },
    Exception {
        api: Api::Dc,
        operation: "*",
        fault: "ReferenceContent.",
        reason: "how the implementation holds what is not expanded; the answer holds content",
    },
];

/// The exceptions, and which of them have been needed.
#[derive(Debug, Default)]
pub(crate) struct Exceptions {
    used: BTreeSet<usize>,
}

impl Exceptions {
    /// Whether `fault` is meant.
    pub(crate) fn excuse(&mut self, api: Api, operation: &str, fault: &str) -> bool {
        let excuses = |one: &Exception| {
            one.api == api
                && (one.operation == "*" || one.operation == operation)
                && fault.contains(one.fault)
        };
        let found = EXCEPTIONS.iter().position(excuses);
        self.used.extend(found);
        found.is_some()
    }

    /// The exceptions that excused nothing.
    pub(crate) fn unused(&self) -> Vec<String> {
        let unused = EXCEPTIONS.iter().enumerate().filter(|(index, _)| !self.used.contains(index));
        unused.map(|(_, one)| format!("{} ({}): {}", one.operation, one.api.name(), one.fault)).collect()
    }
}
