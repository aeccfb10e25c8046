"""Which frame is in view: play, freeze, step, jump, range, speed and direction."""

from PySide6.QtCore import QObject

from sonostep.core.clip import Clip
from sonostep.session import PaneSession
from sonostep.ui.viewer.cine.frame_clock import Cine, LoopMode
from sonostep.ui.viewer.cine.player import Player
from sonostep.ui.viewer.cine.timeline import Timeline
from sonostep.ui.viewer.cine.transport import SPEEDS, Transport


class Playback(QObject):
    """Moves the session's playhead over the open clip; timeline and buttons act through it."""

    def __init__(
        self, session: PaneSession, timeline: Timeline, transport: Transport, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._timeline, self._transport = timeline, transport
        self._clip: Clip | None = None
        self._speed, self._loop, self._as_filed = 1.0, LoopMode.LOOP, False
        self.player = Player(self)
        self.player.frame_due.connect(self._look_at)
        self.player.playing_changed.connect(transport.show_playing)
        timeline.sought.connect(self.go_to)
        timeline.range_changed.connect(self._range_changed)
        transport.pressed.connect(self._pressed)
        transport.speed_chosen.connect(self._speed_chosen)
        transport.loop_chosen.connect(self.set_loop)

    @property
    def playing(self) -> bool:
        """Whether the clip plays."""
        return self.player.playing

    def open(self, clip: Clip | None) -> None:
        """Turn to another clip, frozen, all of it in range; played on and back if its file says so."""
        self.player.stop()
        sweeps = clip is not None and clip.timing.sweeps
        if sweeps or self._as_filed:
            self.set_loop(LoopMode.BOUNCE if sweeps else LoopMode.LOOP)
        self._as_filed = sweeps
        self._clip = clip
        self._timeline.set_frames(clip.frames if clip else 0)

    def freeze(self) -> None:
        """Stop where it is."""
        self.player.stop()

    def play_pause(self) -> None:
        """Play, or freeze."""
        if self.player.playing:
            self.player.stop()
        else:
            self._play()

    def _play(self) -> None:
        if self._clip is None or self._clip.frames < 2:
            return
        first, last = self._timeline.span
        start = self._session.view.frame
        at_end = last if self._speed > 0 else first
        if self._loop is LoopMode.ONCE and start == at_end:
            start = first if self._speed > 0 else last
        self.player.play(Cine(self._clip.timing, first, last, self._loop, self._speed), start)

    def step(self, n: int) -> None:
        """Freeze, and go ``n`` frames on, or back."""
        self.go_to(self._session.view.frame + n)

    def go_to(self, frame: int) -> None:
        """Freeze, and show a frame (from 1); the nearest there is."""
        self.player.stop()
        self._look_at(frame)

    def first(self) -> None:
        """Go to the first frame of the range."""
        self.go_to(self._timeline.span[0])

    def last(self) -> None:
        """Go to the last frame of the range."""
        self.go_to(self._timeline.span[1])

    def set_speed(self, speed: float) -> None:
        """Play at a factor of the true rate; negative plays backwards."""
        self._speed = speed or 1.0
        self._transport.show_modes(self._speed, self._loop)
        self._replay()

    def turn_round(self) -> None:
        """Play in the other direction."""
        self.set_speed(-self._speed)

    def change_speed(self, by: int) -> None:
        """Play so many steps faster, slower where negative; 0 is the true rate."""
        now = min(SPEEDS, key=lambda s: abs(s - abs(self._speed)))
        place = SPEEDS.index(now) + by if by else SPEEDS.index(1.0)
        self._speed_chosen(SPEEDS[max(0, min(place, len(SPEEDS) - 1))])

    def set_loop(self, mode: LoopMode) -> None:
        """Say what happens at the end of the range."""
        self._loop, self._as_filed = mode, False
        self._transport.show_modes(self._speed, mode)
        self._replay()

    def _speed_chosen(self, factor: float) -> None:
        self.set_speed(factor if self._speed > 0 else -factor)

    def _range_changed(self, first: int, last: int) -> None:
        self._replay()

    def _replay(self) -> None:
        if self.player.playing:
            self._play()

    def _look_at(self, frame: int) -> None:
        if self._clip is not None and self._clip.readable:
            self._session.look(frame=min(max(frame, 1), self._clip.frames))

    def _pressed(self, name: str) -> None:
        acts = {
            "first": self.first,
            "last": self.last,
            "play": self.play_pause,
            "backwards": self.turn_round,
        }
        if name in acts:
            acts[name]()
        else:
            self.step(1 if name == "next" else -1)
