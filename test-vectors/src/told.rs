//! The store of a venue's lanes in memory: what a vector says that others have told it, and what is told then.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, ensure};
use shared::lanes::{LaneId, LaneKey, Mark, Passage};
use shared::time::UnixTime;
use shared::verify::{Elsewhere, OtherLanes, Policy, VerifiedPresentation};

use crate::vector::Vector;

/// The store, and the key of its lanes.
#[derive(Debug)]
pub struct Told {
    key: LaneKey,
    lane: LaneId,
    values: BTreeMap<[u8; 16], Vec<u8>>,
}

impl Told {
    /// A store that was told nothing.
    #[must_use]
    pub const fn nothing(key: LaneKey, lane: LaneId) -> Self {
        Self {
            key,
            lane,
            values: BTreeMap::new(),
        }
    }

    /// The store of a vector, if there is one.
    pub fn of(vector: &Vector) -> Result<Option<Self>> {
        let Some(key) = vector.get("lane-key") else {
            return Ok(None);
        };
        let key: [u8; 32] = exact(key)?;
        let mut told = Self::nothing(LaneKey::new(key), exact(vector.need("lane")?)?);
        for line in vector.all("told") {
            let (name, value) = line.split_once(' ').context("a name and a value")?;
            let value = Vector::new("", value.to_owned()).bytes()?;
            told.values.insert(exact(name)?, value);
        }
        Ok(Some(told))
    }

    /// What it was told, by name.
    #[must_use]
    pub const fn values(&self) -> &BTreeMap<[u8; 16], Vec<u8>> {
        &self.values
    }

    /// Who goes on, as another lane.
    pub const fn become_lane(&mut self, lane: LaneId) {
        self.lane = lane;
    }

    /// When this was admitted the last time, and whether again; unless it was here that it was told.
    fn before(&self, passage: &Passage, now: UnixTime) -> Option<(UnixTime, bool)> {
        let time = |mark: &Mark| {
            let value = self.values.get(&mark.name)?;
            let is_own = *value == self.key.value(mark, self.lane, now);
            self.key.time(mark, value).filter(|_| !is_own)
        };
        let again = time(&passage.again).map(|at| (at, true));
        again.or_else(|| Some((time(&passage.first)?, false)))
    }
}

impl OtherLanes for Told {
    fn admit(
        &mut self,
        presentation: &VerifiedPresentation,
        policy: &Policy,
        now: UnixTime,
    ) -> Elsewhere {
        let passages = self.key.passages(presentation, policy);
        let proof = self
            .before(&passages.proof, now)
            .filter(|_| !passages.is_new);
        let visit = passages.visit.and_then(|visit| self.before(&visit, now));
        let is_over = |again: bool| again || !policy.admit_again;
        match (proof, visit) {
            (Some((at, again)), _) if is_over(again) => return Elsewhere::Proof { at, again },
            (_, Some((at, again))) if is_over(again) => return Elsewhere::Visit { at, again },
            _ => {}
        }
        for passage in [Some(passages.proof), passages.visit].into_iter().flatten() {
            let mark = match self.before(&passage, now) {
                None => passage.first,
                Some(_) if policy.admit_again => passage.again,
                Some(_) => continue,
            };
            let value = self.key.value(&mark, self.lane, now);
            self.values.insert(mark.name, value.to_vec());
        }
        let again = proof.or(visit).is_some();
        Elsewhere::New { again }
    }
}

fn exact<const N: usize>(digits: &str) -> Result<[u8; N]> {
    let bytes = Vector::new("", digits.to_owned()).bytes()?;
    ensure!(
        bytes.len() == N,
        "{} bytes where {N} are wanted",
        bytes.len()
    );
    bytes.as_slice().try_into().context("bytes of that length")
}
