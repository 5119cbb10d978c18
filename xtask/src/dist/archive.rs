//! The release archive: program, manual, completions, licences. `cargo binstall` reads it too.

use std::{fs, path::PathBuf};

use super::{
    Release,
    pack::{self, Item},
    texts,
};
use crate::Result;

pub(super) fn pack(release: &Release) -> Result<PathBuf> {
    let stem = release.stem();
    let mut items = vec![Item::program(format!("{stem}/{}", release.program()), fs::read(&release.binary)?)];
    items.extend(texts()?.into_iter().map(|(name, text)| Item::text(format!("{stem}/{name}"), text)));
    items.extend(Item::all_of(&release.manual, &format!("{stem}/man"))?);
    items.extend(Item::all_of(&release.completions, &format!("{stem}/completions"))?);
    let (extension, bytes) = if release.target.is_windows() {
        ("zip", pack::zip(&items)?)
    } else {
        ("tar.gz", pack::tar_gz(&items)?)
    };
    let file = release.out.join(format!("{stem}.{extension}"));
    fs::write(&file, bytes)?;
    Ok(file)
}
