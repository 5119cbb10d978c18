//! Calls whose arguments are as long as a line may be.

use crate::mcp::flooding::grown_by;

#[tokio::test]
#[ignore = "needs time: cargo xtask test --full load"]
async fn arguments_of_16_mib_do_not_pile_up() {
    let grown = grown_by(6, (16 << 20) - 300).await;
    println!("six calls of 16 MiB at once: {grown} KiB more");
    assert!(grown < 200 << 10, "grew by {grown} KiB");
}
