//! Attaches a file to a page, of whatever size, and tells how far it is.
//!
//! ```text
//! CONFLUENCE_CONNECTION='URL=https://wiki.example.com;AuthScheme=PAT;PAT=env:MY_PAT' \
//!     cargo run --example upload --features oauth -- 98765 backup.tar
//! ```
#![expect(clippy::print_stdout, reason = "an example shows what it did")]

use std::env;
use std::error::Error;
use std::fs;
use std::sync::atomic::{AtomicU64, Ordering};

use confluence_client::connection;
use confluence_client::wiki::Upload;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [page, path] = arguments.as_slice() else {
        return Err("give the id of a page and the path of a file".into());
    };
    let wiki = connection::open(&env::var("CONFLUENCE_CONNECTION")?).await?;

    let size = fs::metadata(path)?.len();
    let told = AtomicU64::new(0);
    let upload = Upload::path(path).comment("Uploaded by an example").on_progress(move |sent| {
        let percent = sent * 100 / size.max(1);
        if told.swap(percent, Ordering::Relaxed) != percent {
            println!("{percent:3} %");
        }
    });
    let file = wiki.attach(page.as_str(), upload).await?;

    println!("{} is {}, version {}", file.name, file.id, file.version.number);
    Ok(())
}
