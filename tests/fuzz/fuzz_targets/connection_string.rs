#![no_main]
//! A connection string or a profile: it parses or it does not, and what parses reads back as itself.

use confluence_oauth::{ConnectionString, OAuthProperties};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let profile = ConnectionString::layers().variables([]).profile_text("profile", text).build();
    for parsed in [ConnectionString::parse(text), profile] {
        let Ok(mut string) = parsed else { continue };
        if let Ok(again) = ConnectionString::parse(&string.render(&[])) {
            assert_eq!(again.render(&[]), string.render(&[]));
        }
        let _ = OAuthProperties::take_from(&mut string);
        let _ = string.finish();
    }
});
