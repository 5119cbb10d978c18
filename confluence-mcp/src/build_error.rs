//! Why a server cannot be built.

use std::path::PathBuf;
use std::sync::Arc;

use crate::toolset::{Toolset, missing_feature};

/// Why a server cannot be built.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// A list of tools has a name that no tool has.
    #[error("there is no tool `{0}`{near}", near = nearest_tool(.0))]
    UnknownTool(String),
    /// Two tools have this name, or one of the program's own has that of a tool of this crate: one of them could not be
    /// called.
    #[error("two tools are called `{0}`: give the program's own another name")]
    SameTool(String),
    /// A tool of the program's own was denied, which no setting switches off.
    #[error(
        "`{0}` is a tool of the program's own, which is always offered: leave out its ServerBuilder::tool"
    )]
    OwnTool(String),
    /// Two sites have this name: one of them could not be reached.
    #[error("two sites are called `{0}`: give one of them another name")]
    SameSite(String),
    /// A folder for files cannot be opened.
    #[error("the folder {folder:?} cannot be opened")]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// What the system says.
        #[source]
        error: Arc<std::io::Error>,
    },
    /// The system gives no random numbers.
    #[error("the system's random number generator failed")]
    NoRandomNumbers,
    /// The key of [`ServerBuilder::seal_key`](crate::ServerBuilder::seal_key) is shorter than 32 bytes.
    #[error("the seal key is shorter than 32 bytes: `openssl rand -hex 32` makes one that is long enough")]
    ShortSealKey,
}

/// The tool that a name was probably meant for: one that is it but for a slip, whatever all names begin with.
fn nearest_tool(name: &str) -> String {
    if let Some(why) = missing_feature(name) {
        return format!(" in this build: {why}");
    }
    let tools = Toolset::ALL.iter().chain(Toolset::BY_NAME).flat_map(|toolset| toolset.routes());
    let own = |name: &str| {
        let name = name.to_ascii_lowercase().replace('-', "_");
        name.strip_prefix("confluence_").map_or(name.clone(), str::to_owned)
    };
    let wanted = own(name);
    let near = tools.map(|route| (strsim::jaro_winkler(&own(route.name), &wanted), route.name));
    match near.max_by(|(one, _), (other, _)| one.total_cmp(other)) {
        Some((likeness, near)) if likeness > 0.9 => format!("; did you mean {near}?"),
        _ => "; the page on tools lists those of each toolset".to_owned(),
    }
}
