//! The archive that Word, Excel and PowerPoint files are, read within bounds.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;

/// The most bytes that the parts of a file may have, unpacked: what people write has some megabytes, and what an archive
/// says of its parts may be a lie, so that what comes out is counted.
const MAX_UNPACKED: u64 = 128 << 20;

/// The most parts: a presentation has some for each slide.
const MAX_PARTS: usize = 20_000;

pub(super) struct Archive<'b> {
    zip: ZipArchive<Cursor<&'b [u8]>>,
    unpacked: u64,
}

impl<'b> Archive<'b> {
    pub(super) fn open(bytes: &'b [u8]) -> Result<Self, String> {
        let zip = ZipArchive::new(Cursor::new(bytes))
            .map_err(|error| format!("its archive is damaged: {error}"))?;
        match zip.len() {
            parts if parts > MAX_PARTS => Err(format!("its archive has {parts} parts, over {MAX_PARTS}")),
            _ => Ok(Self { zip, unpacked: 0 }),
        }
    }

    pub(super) fn has(&self, part: &str) -> bool {
        self.zip.index_for_name(part).is_some()
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.zip.file_names()
    }

    /// A part as text.
    pub(super) fn read(&mut self, part: &str) -> Result<String, String> {
        let file = self.zip.by_name(part).map_err(|error| format!("{part} cannot be read: {error}"))?;
        let mut text = String::new();
        let left = MAX_UNPACKED.saturating_sub(self.unpacked);
        let read = file
            .take(left + 1)
            .read_to_string(&mut text)
            .map_err(|error| format!("{part} cannot be read: {error}"))?;
        self.count(read as u64)?;
        Ok(text)
    }

    /// Unpacks every part and keeps none: an error if they have more bytes than are read.
    pub(super) fn measure(&mut self) -> Result<(), String> {
        for index in 0..self.zip.len() {
            let left = MAX_UNPACKED.saturating_sub(self.unpacked);
            let part = self
                .zip
                .by_index(index)
                .map_err(|error| format!("part {index} of its archive cannot be read: {error}"))?;
            let read = std::io::copy(&mut part.take(left + 1), &mut std::io::sink())
                .map_err(|error| format!("part {index} of its archive cannot be read: {error}"))?;
            self.count(read)?;
        }
        Ok(())
    }

    fn count(&mut self, read: u64) -> Result<(), String> {
        self.unpacked += read;
        match self.unpacked > MAX_UNPACKED {
            true => Err(format!("unpacked it has more than {} MiB", MAX_UNPACKED >> 20)),
            false => Ok(()),
        }
    }
}
