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
        api: Api::V1,
        operation: "*",
        fault: "is `[string] | string`",
        reason: "read as either, into a list",
    },
    Exception {
        api: Api::V1,
        operation: "*",
        fault: "ContentMetadata.labels is",
        reason: "read as either, into a list",
    },
    Exception {
        api: Api::V1,
        operation: "updateAttachmentProperties",
        fault: "AttachmentPropertiesUpdateBody.extensions",
        reason: "the service works these out of the bytes",
    },
    Exception {
        api: Api::V1,
        operation: "createAuditRecord",
        fault: "has no field in NewAuditAuthor",
        reason: "keys and names of people are gone from Cloud; what they may do is not sent",
    },
    Exception {
        api: Api::V1,
        operation: "*",
        fault: "the body is `ContentRestrictionAddOrUpdateArray.1 | [ContentRestrictionUpdate]`",
        reason: "the list alone, of whom it is about",
    },
    Exception {
        api: Api::V1,
        operation: "*",
        fault: "has no field in UserRef",
        reason: "who is meant; the rest of a person is not sent",
    },
    Exception {
        api: Api::V1,
        operation: "*",
        fault: ".cqlQuery cannot be read",
        reason: "what the caller asked",
    },
    Exception {
        api: Api::V1,
        operation: "*",
        fault: ".searchDuration cannot be read",
        reason: "how long the service took",
    },
    Exception {
        api: Api::V1,
        operation: "*",
        fault: ".archivedResultCount cannot be read",
        reason: "always 0",
    },
    Exception {
        api: Api::V1,
        operation: "updateLookAndFeelSettings",
        fault: "is required, declared as optional",
        reason: "the model of the answer, which goes back with its changes",
    },
    Exception {
        api: Api::V1,
        operation: "updateLookAndFeelSettings",
        fault: "_links has no field in LookAndFeel",
        reason: "leads back to itself; the model is sent as well",
    },
    Exception {
        api: Api::V1,
        operation: "addPermissionToSpace",
        fault: "_links has no field in NewPermission",
        reason: "links are part of answers; here they slipped into a request",
    },
    Exception {
        api: Api::Dc,
        operation: "*",
        fault: ".links has no field in",
        reason: "a getter of the implementation; the answer holds `_links`",
    },
    Exception {
        api: Api::Dc,
        operation: "*",
        fault: "get_links has no field in",
        reason: "a getter of the implementation; the answer holds `_links`",
    },
    Exception {
        api: Api::Dc,
        operation: "*",
        fault: "filename has no field in",
        reason: "a second name of `fileName`",
    },
    Exception {
        api: Api::Dc,
        operation: "*",
        fault: "private has no field in NewPersonalSpace",
        reason: "a second name of `isPrivate`",
    },
    Exception {
        api: Api::Dc,
        operation: "*",
        fault: "has no field in AttachmentUpdate",
        reason: "published as the whole content; the service changes these alone",
    },
    Exception {
        api: Api::Dc,
        operation: "*",
        fault: "has no field in NewVersion",
        reason: "the service fills in the rest of a version",
    },
    Exception {
        api: Api::Dc,
        operation: "*",
        fault: "has no field in NewContent",
        reason: "published as the whole content; the service sets the rest",
    },
    Exception {
        api: Api::Dc,
        operation: "*",
        fault: "has no field in ContentUpdate",
        reason: "published as the whole content; the service sets the rest",
    },
    Exception {
        api: Api::Dc,
        operation: "*",
        fault: "has no field in PublishedDraft",
        reason: "published as the whole content; the service sets the rest",
    },
    Exception {
        api: Api::Dc,
        operation: "*",
        fault: "has no field in DraftVersion",
        reason: "a draft becomes version 1; the service fills in the rest",
    },
    Exception {
        api: Api::Dc,
        operation: "*",
        fault: "has no field in AncestorRef",
        reason: "a parent is sent by id",
    },
    Exception {
        api: Api::Dc,
        operation: "*",
        fault: "has no field in SpaceRef",
        reason: "a space is sent by key",
    },
    Exception {
        api: Api::Dc,
        operation: "*",
        fault: "has no field in NewSpace",
        reason: "published as the whole space; the service sets the rest",
    },
    Exception {
        api: Api::Dc,
        operation: "*",
        fault: "has no field in SpaceUpdate",
        reason: "published as the whole space; the service sets the rest",
    },
    Exception {
        api: Api::Dc,
        operation: "*",
        fault: "has no field in NewProperty",
        reason: "published as the whole property; the service sets the rest",
    },
    Exception {
        api: Api::Dc,
        operation: "*",
        fault: "has no field in PropertyUpdate",
        reason: "published as the whole property; the service sets the rest",
    },
    Exception {
        api: Api::Dc,
        operation: "*",
        fault: "has no field in NewRestriction",
        reason: "published as the whole restriction; the service sets the rest",
    },
    Exception {
        api: Api::Dc,
        operation: "convert",
        fault: "has no field in NewBody",
        reason: "published as the whole body; the service takes these alone",
    },
    Exception {
        api: Api::Dc,
        operation: "createWebhook",
        fault: "RestWebhook.statistics",
        reason: "counted by the service",
    },
    Exception {
        api: Api::Dc,
        operation: "*",
        fault: "is `WebhookEvent`, declared as Text",
        reason: "read as either, into the id",
    },
    Exception {
        api: Api::Dc,
        operation: "*",
        fault: "has no field in Children",
        reason: "the live answer has a page for each type",
    },
    Exception {
        api: Api::Dc,
        operation: "*",
        fault: "has no field in SpaceContents",
        reason: "the live answer has a page for each type",
    },
    Exception {
        api: Api::Dc,
        operation: "*",
        fault: "ursor cannot be read",
        reason: "the link to the next page carries it",
    },
    Exception {
        api: Api::Dc,
        operation: "getGroups_1",
        fault: "has no field in Group",
        reason: "published as people; the live answer holds groups",
    },
    Exception {
        api: Api::Dc,
        operation: "getAttachmentExtractedText",
        fault: "the answer 204 is empty",
        reason: "read as none",
    },
    Exception {
        api: Api::Dc,
        operation: "*",
        fault: "is optional, declared otherwise",
        reason: "nothing can be asked without it",
    },
    Exception {
        api: Api::Dc,
        operation: "*",
        fault: "has no field in NewLabel",
        reason: "a label is sent by prefix and name; the rest follows",
    },
    Exception {
        api: Api::Dc,
        operation: "*",
        fault: "has no field in HomepageRef",
        reason: "published as the whole content; a home page is meant by its id",
    },
    Exception {
        api: Api::Dc,
        operation: "*",
        fault: "Content.relevantViewRestrictions is",
        reason: "read as it came: the restrictions operations have it typed",
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
