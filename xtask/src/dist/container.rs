//! The root of the container: a static binary and the trust roots, and nothing else.

use std::{fs, path::PathBuf};

use super::{
    Release,
    pack::{self, Item},
};
use crate::Result;

/// Where a system keeps the trust roots, and where the binary looks for them.
const ROOTS: &str = "etc/ssl/certs/ca-certificates.crt";

/// Only a static binary runs in an empty root; of others there is none.
pub(super) fn pack(release: &Release) -> Result<Option<PathBuf>> {
    if !release.target.is_static() {
        return Ok(None);
    }
    let roots = fs::read(format!("/{ROOTS}")).map_err(|error| format!("/{ROOTS}: {error}"))?;
    let items = [Item::text(ROOTS, roots), Item::program("confluence-mcp", fs::read(&release.binary)?)];
    let file = release.out.join(format!("{}.root.tar.gz", release.stem()));
    fs::write(&file, pack::tar_gz(&items)?)?;
    Ok(Some(file))
}
