//! The modules of a crate, as its files declare them.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;

use super::reader::{self, Read};
use crate::Result;

/// A module by its names from the root of the crate, which has none.
pub(super) type Path = Vec<String>;

/// One module.
#[derive(Debug)]
pub(super) struct Module {
    pub(super) file: String,
    pub(super) read: Read,
}

/// All modules of a crate.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub(super) modules: BTreeMap<Path, Module>,
}

impl Tree {
    /// Reads the root file and the files of the modules that it declares.
    pub(super) fn read(root: &str, text: &dyn Fn(&str) -> Option<String>) -> Result<Self> {
        let mut tree = Self::default();
        let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder);
        tree.add_file(Vec::new(), root.to_owned(), folder, text)?;
        Ok(tree)
    }

    /// Adds the module in `file`, whose children are in `folder`.
    fn add_file(
        &mut self,
        path: Path,
        file: String,
        folder: &str,
        text: &dyn Fn(&str) -> Option<String>,
    ) -> Result<()> {
        let source = text(&file).ok_or_else(|| format!("{file} is declared, and cannot be read"))?;
        let tokens: TokenStream = source.parse().map_err(|error| format!("{file}: {error}"))?;
        self.add(path, file, folder, tokens, text)
    }

    fn add(
        &mut self,
        path: Path,
        file: String,
        folder: &str,
        tokens: TokenStream,
        text: &dyn Fn(&str) -> Option<String>,
    ) -> Result<()> {
        let mut read = reader::read(tokens);
        let children = std::mem::take(&mut read.children);
        self.modules.insert(path.clone(), Module { file: file.clone(), read });
        for child in children {
            let below = format!("{folder}/{}", child.name);
            let path = [path.as_slice(), &[child.name]].concat();
            match child.inline {
                Some(tokens) => self.add(path, file.clone(), &below, tokens, text)?,
                None => self.add_file(path, format!("{below}.rs"), &below, text)?,
            }
        }
        Ok(())
    }
}
