//! The text of office files: PDF, Word (`.docx`), Excel (`.xlsx`) and PowerPoint (`.pptx`).
//!
//! Such a file comes from somebody whom nobody here knows, and the libraries that read it may panic, loop or fill the
//! memory on one that was made to hurt. So it is read in a process of its own, which gets the bytes and nothing else (no
//! environment, no credential), has bounds on its memory, and is ended when its time is over:
//! [`ServerBuilder::office_program`](crate::ServerBuilder::office_program). A program that embeds the server without that has the
//! file read on a thread with the same bounds on input and output; a thread cannot be ended, so that one which loops goes
//! on after its caller was told that it took too long.

mod archive;
mod kind;
mod pdf;
mod presentation;
mod reply;
mod sheets;
mod text;
mod word;
mod worker;
mod xml;

use std::io::{Read as _, Write as _};
use std::process::ExitCode;

pub(crate) use kind::OfficeKind;
pub(crate) use worker::OfficeReader;

/// The largest file that is read: Confluence's own limit on attachments is higher, but text comes from smaller ones.
pub(crate) const MAX_FILE_BYTES: usize = 16 << 20;

/// The most text that is taken out of one file: a thousand pages of it, in a hundred answers.
const MAX_TEXT_BYTES: usize = 4 << 20;

/// What a child process does: it reads a file from standard input, and writes what it found to standard output.
///
/// A program that names itself to [`ServerBuilder::office_program`](crate::ServerBuilder::office_program) calls this when it is
/// started in that way, before anything else.
///
/// ```no_run
/// fn main() -> std::process::ExitCode {
///     if std::env::args().nth(1).as_deref() == Some("read-office-file") {
///         return confluence_mcp::office::main();
///     }
///     // Serve.
///     std::process::ExitCode::SUCCESS
/// }
/// ```
pub fn main() -> ExitCode {
    worker::bound_this_process();
    let mut bytes = Vec::new();
    let limit = MAX_FILE_BYTES as u64 + 1;
    let reply = match std::io::stdin().lock().take(limit).read_to_end(&mut bytes) {
        Ok(read) if read > MAX_FILE_BYTES => Err("the file is too large".to_owned()),
        Ok(_) => kind::extract(&bytes),
        Err(error) => Err(format!("the file did not arrive: {error}")),
    };
    match std::io::stdout().lock().write_all(reply::written(reply).as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}
