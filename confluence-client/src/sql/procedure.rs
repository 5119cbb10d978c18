//! Which procedures there are, what they take and what they answer.

use serde::Serialize;

/// A stored procedure: its name, parameters and result columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ProcedureInfo {
    /// Its name.
    pub name: &'static str,
    /// What it does.
    pub description: &'static str,
    /// What it takes.
    pub parameters: &'static [ParameterInfo],
    /// The columns of what it answers.
    pub columns: &'static [&'static str],
    /// Whether it changes something.
    pub writes: bool,
}

/// A parameter of a stored procedure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ParameterInfo {
    /// Its name.
    pub name: &'static str,
    /// Whether it has to be given.
    pub required: bool,
    /// What it is.
    pub description: &'static str,
}

impl ParameterInfo {
    /// Something that need not be given.
    #[must_use]
    pub const fn new(name: &'static str, description: &'static str) -> Self {
        Self { name, required: false, description }
    }
}

const fn takes(name: &'static str, required: bool, description: &'static str) -> ParameterInfo {
    ParameterInfo { name, required, description }
}

/// All of them.
pub(super) const PROCEDURES: &[ProcedureInfo] = &[
    ProcedureInfo {
        name: "Search",
        description: "Searches all content by words or CQL, the best hits first.",
        parameters: &[
            takes("SearchTerm", true, "Words; or CQL, where CQL = 1."),
            takes("CQL", false, "1 if SearchTerm is a query in CQL."),
            takes("Limit", false, "The most rows; 50 unless given."),
        ],
        columns: &["Id", "Type", "Title", "Excerpt", "SpaceKey", "LastUpdatedDatetime", "URL"],
        writes: false,
    },
    ProcedureInfo {
        name: "DownloadAttachment",
        description: "Hands out the bytes of a file, in base64; up to 8 MiB.",
        parameters: &[
            takes("AttachmentId", true, "Attachments.Id, such as att123."),
            takes("Id", false, "The page it is on, if that is to be checked."),
            takes("Encoding", false, "BASE64, which is what FileData is in."),
        ],
        columns: &["Id", "FileName", "MediaType", "FileSize", "FileData"],
        writes: false,
    },
    ProcedureInfo {
        name: "UploadAttachment",
        description: "Attaches a file to a page or blog post; where one of its name is there, as its next version.",
        parameters: &[
            takes("ContentId", true, "The page or blog post."),
            takes("FileName", true, "The name of the file."),
            takes("FileData", true, "Its bytes, in base64."),
            takes("MediaType", false, "What its bytes are, if that is not what its name says."),
            takes("Comment", false, "What to say of it."),
        ],
        columns: &["Id", "FileName", "FileSize", "VersionNumber"],
        writes: true,
    },
];
