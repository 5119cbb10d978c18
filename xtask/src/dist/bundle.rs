//! The MCP bundle: the manifest and the program in one file, which a desktop client opens (`.mcpb`).

use std::{fs, path::PathBuf};

use serde_json::{Value, json};

use super::{
    Release,
    pack::{self, Item},
    texts,
};
use crate::{Result, step::root};

pub(super) fn pack(release: &Release) -> Result<PathBuf> {
    let text = fs::read_to_string(root().join("confluence-mcp/packaging/manifest.json"))?;
    let mut manifest: Value = serde_json::from_str(&text)?;
    manifest["version"] = json!(release.version);
    let (os, _) = release.target.npm();
    manifest["compatibility"] = json!({ "platforms": [os] });
    if release.target.is_windows() {
        manifest["server"]["entry_point"] = json!("server/confluence-mcp.exe");
    }
    let mut items = vec![
        Item::text("manifest.json", format!("{manifest:#}\n")),
        Item::program(format!("server/{}", release.program()), fs::read(&release.binary)?),
    ];
    items.extend(texts()?.into_iter().map(|(name, text)| Item::text(name, text)));
    let file = release.out.join(format!("{}.mcpb", release.stem()));
    fs::write(&file, pack::zip(&items)?)?;
    Ok(file)
}
