//! Replaces some text of a page and nothing else: shows what would change, then writes it without losing what somebody
//! else writes at the same time.
//!
//! ```text
//! CONFLUENCE_CONNECTION='URL=https://wiki.example.com;AuthScheme=PAT;PAT=env:MY_PAT' \
//!     cargo run --example edit_page --features oauth -- 98765 'five minutes' 'ten minutes'
//! ```
#![expect(clippy::print_stdout, reason = "an example shows what it did")]

use std::env;
use std::error::Error;

use confluence_client::{ErrorKind, connection};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [page, find, replace] = arguments.as_slice() else {
        return Err("give the id of a page, the text to find, and the text to put in its place".into());
    };
    let wiki = connection::open(&env::var("CONFLUENCE_CONNECTION")?).await?;

    let edit = wiki.edit(page.as_str()).replace_text(find, replace).message("Text replaced");
    let preview = edit.dry_run().await?;
    println!("version {} would change so:\n{}", preview.version, preview.diff);

    match edit.send().await {
        Ok(edited) if !edited.changed => println!("nothing to change"),
        Ok(edited) => {
            println!("written as version {}", edited.page.version.number);
            if let Some(theirs) = edited.merged_with {
                println!("merged with version {theirs}, which somebody else wrote meanwhile");
            }
        }
        Err(error) if error.kind() == ErrorKind::Conflict => println!("not written: {error}"),
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
