//! A key in every format, made by the tools that people make keys with, opened here and used to sign; openssl judges
//! the signatures.

use std::path::Path;
use std::time::Instant;

use base64::prelude::*;
use confluence_oauth::{ConnectionString, Session, SessionOptions};
use http::Method;
use tokio::process::Command;
use url::Url;

use crate::full::install::output;
use crate::oauth::oauth1::{base_string, parameters};

/// The Debian package of each tool.
const TOOLS: &[(&str, &str)] = &[
    ("openssl", "openssl"),
    ("keytool", "default-jre-headless"),
    ("puttygen", "putty-tools"),
    ("ssh-keygen", "openssh-client"),
];

/// What makes each file, run in a folder of its own with the key in `key.pem` and the password in `password`.
const RECIPES: &[(&str, &str)] = &[
    ("pkcs1.pem", "openssl rsa -in key.pem -traditional -out pkcs1.pem"),
    ("pkcs8.pem", "openssl pkcs8 -topk8 -nocrypt -in key.pem -out pkcs8.pem"),
    ("pkcs8.der", "openssl pkcs8 -topk8 -nocrypt -in key.pem -outform DER -out pkcs8.der"),
    (
        "pbes2-aes.pem",
        "openssl pkcs8 -topk8 -v2 aes256 -in key.pem -passout file:password -out pbes2-aes.pem",
    ),
    (
        "pbes2-3des.pem",
        "openssl pkcs8 -topk8 -v2 des3 -v2prf hmacWithSHA1 -in key.pem -passout file:password -out pbes2-3des.pem",
    ),
    ("scrypt.pem", "openssl pkcs8 -topk8 -scrypt -in key.pem -passout file:password -out scrypt.pem"),
    (
        "pbes1-md5.pem",
        "openssl pkcs8 -topk8 -v1 PBE-MD5-DES -provider legacy -provider default -in key.pem -passout file:password -out pbes1-md5.pem",
    ),
    (
        "pbes1-sha1.pem",
        "openssl pkcs8 -topk8 -v1 PBE-SHA1-DES -provider legacy -provider default -in key.pem -passout file:password -out pbes1-sha1.pem",
    ),
    (
        "pbe-3des.pem",
        "openssl pkcs8 -topk8 -v1 PBE-SHA1-3DES -in key.pem -passout file:password -out pbe-3des.pem",
    ),
    (
        "legacy-aes128.pem",
        "openssl rsa -aes128 -traditional -in key.pem -passout file:password -out legacy-aes128.pem",
    ),
    (
        "legacy-aes192.pem",
        "openssl rsa -aes192 -traditional -in key.pem -passout file:password -out legacy-aes192.pem",
    ),
    (
        "legacy-aes256.pem",
        "openssl rsa -aes256 -traditional -in key.pem -passout file:password -out legacy-aes256.pem",
    ),
    (
        "legacy-3des.pem",
        "openssl rsa -des3 -traditional -in key.pem -passout file:password -out legacy-3des.pem",
    ),
    (
        "legacy-des.pem",
        "openssl rsa -des -traditional -provider legacy -provider default -in key.pem -passout file:password -out legacy-des.pem",
    ),
    (
        "aes.p12",
        "openssl pkcs12 -export -inkey key.pem -in certificate.pem -name signer -passout file:password -out aes.p12",
    ),
    (
        "legacy.p12",
        "openssl pkcs12 -export -legacy -inkey key.pem -in certificate.pem -name signer -passout file:password -out legacy.p12",
    ),
    (
        "rc2-128.p12",
        "openssl pkcs12 -export -legacy -keypbe PBE-SHA1-RC2-128 -certpbe PBE-SHA1-RC2-128 -inkey key.pem -in certificate.pem -passout file:password -out rc2-128.p12",
    ),
    (
        "rc2-40.p12",
        "openssl pkcs12 -export -legacy -keypbe PBE-SHA1-RC2-40 -certpbe PBE-SHA1-RC2-40 -inkey key.pem -in certificate.pem -passout file:password -out rc2-40.p12",
    ),
    (
        "2des.p12",
        "openssl pkcs12 -export -keypbe PBE-SHA1-2DES -certpbe PBE-SHA1-2DES -inkey key.pem -in certificate.pem -passout file:password -out 2des.p12",
    ),
    (
        "no-mac.p12",
        "openssl pkcs12 -export -nomac -inkey key.pem -in certificate.pem -passout file:password -out no-mac.p12",
    ),
    (
        "keytool.jks",
        "keytool -genkeypair -keystore keytool.jks -storetype JKS -storepass:file password.java -alias other -keyalg RSA -dname CN=other; $IMPORT -deststorepass:file password.java -destkeystore keytool.jks",
    ),
    ("keytool-default.jks", "$IMPORT -deststorepass:file password.java -destkeystore keytool-default.jks"),
    ("v3.ppk", "puttygen key.pem -O private --ppk-param version=3 -o v3.ppk"),
    ("v2.ppk", "puttygen key.pem -O private --ppk-param version=2 -o v2.ppk"),
    ("v3-encrypted.ppk", "puttygen key.pem -O private --new-passphrase password -o v3-encrypted.ppk"),
    (
        "v3-argon2i.ppk",
        "puttygen key.pem -O private --new-passphrase password --ppk-param kdf=argon2i,memory=4096,passes=3,parallelism=2 -o v3-argon2i.ppk",
    ),
    (
        "v3-argon2d.ppk",
        "puttygen key.pem -O private --new-passphrase password --ppk-param kdf=argon2d,memory=1024,passes=2 -o v3-argon2d.ppk",
    ),
    (
        "v2-encrypted.ppk",
        "puttygen key.pem -O private --new-passphrase password --ppk-param version=2 -o v2-encrypted.ppk",
    ),
    (
        "puttygen-openssh",
        "puttygen key.pem -O private-openssh-new --new-passphrase password -o puttygen-openssh",
    ),
    ("openssh", "cp key.pem openssh; ssh-keygen -p -q -N '' -f openssh"),
    (
        "openssh-encrypted",
        "cp key.pem openssh-encrypted; ssh-keygen -p -q -N \"$(cat password)\" -f openssh-encrypted",
    ),
    (
        "openssh-aes128-cbc",
        "cp key.pem openssh-aes128-cbc; ssh-keygen -p -q -Z aes128-cbc -N \"$(cat password)\" -f openssh-aes128-cbc",
    ),
    (
        "openssh-aes192-ctr",
        "cp key.pem openssh-aes192-ctr; ssh-keygen -p -q -Z aes192-ctr -N \"$(cat password)\" -f openssh-aes192-ctr",
    ),
    (
        "openssh-3des",
        "cp key.pem openssh-3des; ssh-keygen -p -q -Z 3des-cbc -N \"$(cat password)\" -f openssh-3des",
    ),
    ("openssh-pem", "cp key.pem openssh-pem; ssh-keygen -p -q -m PEM -N \"$(cat password)\" -f openssh-pem"),
];

/// Copies the key into another store.
const IMPORT: &str =
    "keytool -importkeystore -noprompt -srckeystore java.p12 -srcstorepass:file password.java";

async fn shell(folder: &Path, line: &str) -> String {
    output(Command::new("sh").arg("-ec").arg(line).current_dir(folder).env("IMPORT", IMPORT)).await
}

async fn have(tool: &str, package: &str) {
    let found = Command::new("sh").args(["-c", &format!("command -v {tool}")]).output().await;
    if !found.unwrap().status.success() {
        output(Command::new("apt-get").args(["install", "-y", "-qq", package])).await;
    }
}

/// A folder with a new key, its certificate, its public half and a password that is no plain word.
async fn prepared(bits: u32) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let lines = format!(
        "umask 077; printf '%s' 'p\u{e4}ss w\u{f6}rd & more' > password; printf 'plain words' > password.java; openssl genrsa -traditional -out key.pem {bits}; \
         openssl req -x509 -new -key key.pem -subj '/C=DE/O=Example/CN=signer' -days 30 -out certificate.pem; \
         openssl pkcs12 -export -inkey key.pem -in certificate.pem -name signer -passout file:password.java -out java.p12; \
         openssl rsa -in key.pem -pubout -out public.pem"
    );
    shell(folder.path(), &lines).await;
    folder
}

/// Signs with the key of a store; openssl verifies.
async fn signs(folder: &Path, store: &str) {
    // Java takes no other letters than those of ASCII in a password.
    let java = store.ends_with(".jks");
    let password = folder.join(if java { "password.java" } else { "password" });
    // One of keytool's stores holds another key besides.
    let subject = if java { "CN=signer, O=Example, C=DE" } else { "" };
    let (path, password) = (folder.join(store), std::fs::read_to_string(password).unwrap());
    let string = format!(
        "URL=https://wiki.example.com;OAuthVersion=1.0;OAuthClientId=a;InitiateOAuth=OFF;OAuthAccessToken=t;\
         CertificateStore={};CertificateStorePassword=\"{password}\";CertificateSubject=\"{subject}\"",
        path.display()
    );
    let mut string = ConnectionString::parse(&string).unwrap();
    let session = Session::open(SessionOptions::take_from(&mut string).unwrap()).unwrap();
    let url = Url::parse("https://wiki.example.com/rest/api/space?limit=1").unwrap();
    let header = session.authorize(&Method::GET, &url, None).await;
    let header = header.unwrap_or_else(|error| panic!("{store}: {error}"));
    let mut given = parameters(&header);
    let signature = BASE64_STANDARD.decode(given.remove("oauth_signature").unwrap()).unwrap();
    std::fs::write(folder.join("signature"), signature).unwrap();
    std::fs::write(folder.join("signed"), base_string(&Method::GET, &url, given)).unwrap();
    let said = shell(folder, "openssl dgst -sha1 -verify public.pem -signature signature signed").await;
    assert_eq!(said.trim(), "Verified OK", "{store}");
}

#[tokio::test]
#[ignore = "needs openssl, keytool, puttygen and ssh-keygen: cargo xtask test --full interop"]
async fn a_key_of_every_tool_signs() {
    for (tool, package) in TOOLS {
        have(tool, package).await;
    }
    let folder = prepared(2048).await;
    for (store, recipe) in RECIPES {
        shell(folder.path(), recipe).await;
        let begun = Instant::now();
        signs(folder.path(), store).await;
        println!("certificate tools: {store} signs, {} ms", begun.elapsed().as_millis());
    }
    println!("certificate tools: {} stores of {} tools", RECIPES.len(), TOOLS.len());
}

#[tokio::test]
#[ignore = "needs openssl and puttygen: cargo xtask test --full interop"]
async fn keys_of_every_size_in_use_sign() {
    for (tool, package) in TOOLS {
        have(tool, package).await;
    }
    for bits in [1024, 1536, 2047, 3072, 4096] {
        let folder = prepared(bits).await;
        let stores = ["pkcs8.pem", "v3.ppk"];
        for (store, recipe) in RECIPES.iter().filter(|(store, _)| stores.contains(store)) {
            shell(folder.path(), recipe).await;
            signs(folder.path(), store).await;
        }
        println!("certificate tools: {bits} bits sign");
    }
}
