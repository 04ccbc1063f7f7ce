/*
 * A V4L2 webcam in user space, for machines without one: it plays a file to the program into which
 * it is loaded.
 *
 *   cc -shared -fPIC -O2 -o fake_camera.so fake_camera.c
 *   SPRAVKA_FAKE_CAMERA_FILE=film.y4m LD_PRELOAD=./fake_camera.so verifier scan
 *
 * SPRAVKA_FAKE_CAMERA_FILE          a Y4M file (C420), or JPEGs one after another
 * SPRAVKA_FAKE_CAMERA_DEVICE        the device it stands for; /dev/video0 when unset
 * SPRAVKA_FAKE_CAMERA_FORMAT        what a Y4M file is offered as: YUYV (when unset), UYVY, GREY,
 *                                   NV12, YU12, or BGR4, which is refused by all
 * SPRAVKA_FAKE_CAMERA_RATE          JPEGs a second; 30 when unset
 * SPRAVKA_FAKE_CAMERA_GAP           so many bytes stand between rows
 * SPRAVKA_FAKE_CAMERA_ONCE          when set, the last frame is followed by silence, not by the first
 * SPRAVKA_FAKE_CAMERA_UNPLUG_AFTER  after so many frames the device is gone
 * SPRAVKA_FAKE_CAMERA_STALL_AFTER   after so many frames there is silence
 * SPRAVKA_FAKE_CAMERA_REPLUG_AFTER  after so many openings in vain it is back; a silent one is cured
 *                                   when it is closed
 * SPRAVKA_FAKE_CAMERA_REPLUG_DEVICE the device that it then is
 * SPRAVKA_FAKE_CAMERA_HANG_AFTER    after so many frames the driver does not return any more
 * SPRAVKA_FAKE_CAMERA_FAIL_AT       the frame with this number, from 0, comes as an error once
 * SPRAVKA_FAKE_CAMERA_STICKS        when set, the stream cannot be stopped
 * SPRAVKA_FAKE_CAMERA_BUSY          another program holds it: "open" or "stream" is refused
 * SPRAVKA_FAKE_CAMERA_DENIED        when set, this user may not open it
 * SPRAVKA_FAKE_CAMERA_TELL          when set, every frame is announced on the standard error
 *
 * The device is a memory file, so the program's own mmap() works on it as it is. open(), ioctl(),
 * syscall(SYS_ioctl), poll() and close() are taken over and passed on for all other files.
 * One device, opened once at a time.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { MAX_BUFFERS = 8, MAX_FRAMES = 10000 };

/* The file that is played. */
static struct {
    const unsigned char *bytes;
    size_t length;
    unsigned width, height, rate, seconds, format; /* so many frames in so many seconds */
    int frames;
    struct { size_t at, length; } frame[MAX_FRAMES];
} film;

/* The device. */
static struct {
    int file; /* -1: closed */
    unsigned char *memory;
    size_t buffer_length;
    unsigned buffers;
    unsigned queue[MAX_BUFFERS], first, queued;
    int is_queued[MAX_BUFFERS];
    int streaming;
    unsigned shown; /* frames since the program began */
    int has_failed; /* the frame that comes as an error has come */
    unsigned in_vain; /* openings since it was unplugged */
    int is_back;
    struct timespec due;
} device = { .file = -1 };

static long real_syscall(long number, long a, long b, long c, long d, long e, long f)
{
    static long (*real)(long, ...);
    if (!real)
        *(void **)&real = dlsym(RTLD_NEXT, "syscall");
    return real(number, a, b, c, d, e, f);
}

static int fail(int error)
{
    errno = error;
    return -1;
}

static const char *setting(const char *name, const char *otherwise)
{
    const char *value = getenv(name);
    return value ? value : otherwise;
}

/* True when a limit is set and so many frames have been shown. */
static int reached(const char *name)
{
    const char *limit = getenv(name);
    return limit && device.shown >= strtoul(limit, NULL, 10);
}

static int is_gone(void)
{
    return !device.is_back && reached("SPRAVKA_FAKE_CAMERA_UNPLUG_AFTER");
}

static int is_silent(void)
{
    return (!device.is_back && reached("SPRAVKA_FAKE_CAMERA_STALL_AFTER"))
           || (getenv("SPRAVKA_FAKE_CAMERA_ONCE") && device.shown >= (unsigned)film.frames);
}

/* ---- the film ---- */

static void load_y4m(void)
{
    char header[256] = "";
    const char *end = memchr(film.bytes, '\n', film.length), *word;
    size_t at = end ? (size_t)(end - (const char *)film.bytes) : 0;
    memcpy(header, film.bytes, at < sizeof header ? at : sizeof header - 1);
    film.rate = 30;
    film.seconds = 1;
    const struct { const char *tag; unsigned *value; } known[]
        = { { " W", &film.width }, { " H", &film.height }, { " F", &film.rate } };
    for (int i = 0; i < 3; i++)
        if ((word = strstr(header, known[i].tag)))
            *known[i].value = atoi(word + 2);
    if ((word = strstr(header, " F")) && (word = strchr(word, ':')))
        film.seconds = atoi(word + 1);

    const char *format = setting("SPRAVKA_FAKE_CAMERA_FORMAT", "YUYV");
    film.format = v4l2_fourcc(format[0], format[1], format[2], format[3]);
    size_t length = (size_t)film.width * film.height * 3 / 2;
    for (at += 1; film.frames < MAX_FRAMES; at += length, film.frames++) {
        end = at < film.length ? memchr(film.bytes + at, '\n', film.length - at) : NULL;
        at = end ? (size_t)(end + 1 - (const char *)film.bytes) : film.length;
        if (at + length > film.length)
            break;
        film.frame[film.frames].at = at;
        film.frame[film.frames].length = length;
    }
}

/* JPEGs without thumbnails: each ends at its first end marker. */
static void load_mjpeg(void)
{
    film.format = V4L2_PIX_FMT_MJPEG;
    film.rate = atoi(setting("SPRAVKA_FAKE_CAMERA_RATE", "30"));
    film.seconds = 1;
    const unsigned char start[] = { 0xff, 0xd8, 0xff }, stop[] = { 0xff, 0xd9 };
    for (size_t at = 0; film.frames < MAX_FRAMES; film.frames++) {
        const unsigned char *from = memmem(film.bytes + at, film.length - at, start, 3);
        size_t left = from ? film.length - (from - film.bytes) : 0;
        const unsigned char *to = from ? memmem(from, left, stop, 2) : NULL;
        if (!to)
            break;
        film.frame[film.frames].at = from - film.bytes;
        film.frame[film.frames].length = to + 2 - from;
        at = to + 2 - film.bytes;
    }
    /* The size stands in the frame header, SOF0 or SOF2, of the first picture. */
    const unsigned char *picture = film.bytes + film.frame[0].at;
    for (size_t at = 2; film.frames && at + 8 < film.frame[0].length;) {
        const unsigned char *segment = picture + at;
        if (segment[1] == 0xc0 || segment[1] == 0xc2) {
            film.height = segment[5] << 8 | segment[6];
            film.width = segment[7] << 8 | segment[8];
            return;
        }
        at += 2 + (segment[2] << 8 | segment[3]);
    }
}

static int load_film(void)
{
    if (film.bytes)
        return film.frames > 0;
    const char *path = setting("SPRAVKA_FAKE_CAMERA_FILE", "");
    int file = real_syscall(SYS_openat, AT_FDCWD, (long)path, O_RDONLY | O_CLOEXEC, 0, 0, 0);
    struct stat status;
    if (file < 0 || fstat(file, &status) || status.st_size < 16)
        return 0;
    void *bytes = mmap(NULL, status.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    close(file);
    if (bytes == MAP_FAILED)
        return 0;
    film.bytes = bytes;
    film.length = status.st_size;
    if (!memcmp(film.bytes, "YUV4MPEG2 ", 10))
        load_y4m();
    else
        load_mjpeg();
    return film.frames > 0 && film.width && film.height && film.rate
           && film.seconds;
}

/* Bytes from one row of the first plane to the next. */
static size_t stride(void)
{
    int packed = film.format == V4L2_PIX_FMT_YUYV || film.format == V4L2_PIX_FMT_UYVY;
    return (packed ? 2 : 1) * film.width + atoi(setting("SPRAVKA_FAKE_CAMERA_GAP", "0"));
}

/* Puts the next frame into a buffer and tells its length. What an earlier, longer frame left behind
   it stays there, as with a real camera. */
static size_t show(unsigned char *buffer)
{
    size_t number = device.shown % film.frames, luma = (size_t)film.width * film.height;
    const unsigned char *y = film.bytes + film.frame[number].at;
    const unsigned char *u = y + luma, *v = u + luma / 4;
    if (film.format == V4L2_PIX_FMT_MJPEG) {
        memcpy(buffer, y, film.frame[number].length);
        return film.frame[number].length;
    }
    if (film.format == V4L2_PIX_FMT_YUYV || film.format == V4L2_PIX_FMT_UYVY) {
        int at_y = film.format == V4L2_PIX_FMT_UYVY, at_c = !at_y;
        for (size_t row = 0; row < film.height; row++) {
            unsigned char *to = buffer + row * stride();
            size_t chroma = row / 2 * (film.width / 2);
            for (size_t i = 0; i < film.width / 2; i++) {
                to[4 * i + at_y] = y[row * film.width + 2 * i];
                to[4 * i + at_y + 2] = y[row * film.width + 2 * i + 1];
                to[4 * i + at_c] = u[chroma + i];
                to[4 * i + at_c + 2] = v[chroma + i];
            }
        }
        return film.height * stride();
    }
    for (size_t row = 0; row < film.height; row++)
        memcpy(buffer + row * stride(), y + row * film.width, film.width);
    buffer += film.height * stride();
    if (film.format == V4L2_PIX_FMT_GREY)
        return film.height * stride();
    /* Nobody looks at the colours of these, so they stand without gaps. */
    for (size_t i = 0; i < luma / 4; i++)
        if (film.format == V4L2_PIX_FMT_NV12) {
            buffer[2 * i] = u[i];
            buffer[2 * i + 1] = v[i];
        } else {
            buffer[i] = u[i];
            buffer[luma / 4 + i] = v[i];
        }
    return film.height * stride() + luma / 2;
}

static size_t size_image(void)
{
    return (size_t)film.height * 2 * stride(); /* enough for all of them */
}

/* ---- the device ---- */

static void describe(struct v4l2_pix_format *format)
{
    format->width = film.width;
    format->height = film.height;
    format->pixelformat = film.format;
    format->field = V4L2_FIELD_NONE;
    format->colorspace = V4L2_COLORSPACE_SRGB;
    format->bytesperline = film.format == V4L2_PIX_FMT_MJPEG ? 0 : stride();
    format->sizeimage = size_image();
}

static long long until_due(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (device.due.tv_sec - now.tv_sec) * 1000000000LL + device.due.tv_nsec - now.tv_nsec;
}

static void set_due(void)
{
    if (until_due() < -1000000000LL)
        clock_gettime(CLOCK_MONOTONIC, &device.due);
    device.due.tv_nsec += 1000000000LL * film.seconds / film.rate;
    device.due.tv_sec += device.due.tv_nsec / 1000000000L;
    device.due.tv_nsec %= 1000000000L;
}

static void pass(long long nanoseconds)
{
    struct timespec time = { nanoseconds / 1000000000LL, nanoseconds % 1000000000LL };
    nanosleep(&time, NULL);
}

static int wait_for_frame(struct pollfd *about, int milliseconds)
{
    about->revents = POLLERR;
    if (is_gone() || !device.streaming || !device.queued)
        return 1;
    about->revents = 0;
    long long patience = milliseconds < 0 ? 1LL << 60 : milliseconds * 1000000LL;
    long long left = is_silent() ? 1LL << 60 : until_due();
    if (left > patience) {
        pass(patience);
        return 0;
    }
    if (left > 0)
        pass(left);
    about->revents = POLLIN;
    return 1;
}

static int dequeue(struct v4l2_buffer *buffer)
{
    if (!device.streaming)
        return fail(EINVAL);
    if (!device.queued || is_silent() || until_due() > 0)
        return fail(EAGAIN);
    if (reached("SPRAVKA_FAKE_CAMERA_HANG_AFTER"))
        for (;;)
            pause();
    if (reached("SPRAVKA_FAKE_CAMERA_FAIL_AT") && !device.has_failed) {
        device.has_failed = 1;
        return fail(EIO);
    }
    set_due();
    if (getenv("SPRAVKA_FAKE_CAMERA_TELL"))
        dprintf(2, "frame %u\n", device.shown);
    unsigned index = device.queue[device.first++ % MAX_BUFFERS];
    device.queued--;
    device.is_queued[index] = 0;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    buffer->index = index;
    buffer->bytesused = show(device.memory + index * device.buffer_length);
    buffer->length = device.buffer_length;
    buffer->m.offset = index * device.buffer_length;
    buffer->field = V4L2_FIELD_NONE;
    buffer->flags = V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC;
    buffer->timestamp.tv_sec = now.tv_sec;
    buffer->timestamp.tv_usec = now.tv_nsec / 1000;
    buffer->sequence = device.shown++;
    return 0;
}

static int request_buffers(struct v4l2_requestbuffers *request)
{
    if (request->memory != V4L2_MEMORY_MMAP)
        return fail(EINVAL);
    device.buffers = request->count < MAX_BUFFERS ? request->count : MAX_BUFFERS;
    device.buffer_length = (size_image() + 4095) & ~(size_t)4095;
    device.first = device.queued = 0;
    memset(device.is_queued, 0, sizeof device.is_queued);
    request->count = device.buffers;
    request->capabilities = V4L2_BUF_CAP_SUPPORTS_MMAP;
    size_t length = device.buffer_length * MAX_BUFFERS;
    if (!device.memory) {
        if (ftruncate(device.file, length))
            return fail(ENOMEM);
        void *memory = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, device.file, 0);
        if (memory == MAP_FAILED)
            return fail(ENOMEM);
        device.memory = memory;
    }
    return 0;
}

static int answer(unsigned request, void *argument)
{
    if (is_gone())
        return fail(ENODEV);
    switch (request) {
    case VIDIOC_QUERYCAP:
        *(struct v4l2_capability *)argument = (struct v4l2_capability){
            .driver = "spravka",
            .card = "Fake camera",
            .bus_info = "platform:spravka",
            .capabilities = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING | V4L2_CAP_DEVICE_CAPS,
            .device_caps = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING,
        };
        return 0;
    case VIDIOC_ENUM_FMT: {
        struct v4l2_fmtdesc *format = argument;
        if (format->type != V4L2_BUF_TYPE_VIDEO_CAPTURE || format->index)
            return fail(EINVAL);
        format->pixelformat = film.format;
        format->flags = film.format == V4L2_PIX_FMT_MJPEG ? V4L2_FMT_FLAG_COMPRESSED : 0;
        memcpy(format->description, &film.format, 4);
        format->description[4] = 0;
        return 0;
    }
    case VIDIOC_ENUM_FRAMESIZES: {
        struct v4l2_frmsizeenum *size = argument;
        if (size->index || size->pixel_format != film.format)
            return fail(EINVAL);
        size->type = V4L2_FRMSIZE_TYPE_DISCRETE;
        size->discrete = (struct v4l2_frmsize_discrete){ film.width, film.height };
        return 0;
    }
    case VIDIOC_ENUM_FRAMEINTERVALS: {
        struct v4l2_frmivalenum *interval = argument;
        if (interval->index || interval->pixel_format != film.format)
            return fail(EINVAL);
        interval->type = V4L2_FRMIVAL_TYPE_DISCRETE;
        interval->discrete = (struct v4l2_fract){ film.seconds, film.rate };
        return 0;
    }
    case VIDIOC_G_FMT:
    case VIDIOC_S_FMT:
    case VIDIOC_TRY_FMT: {
        struct v4l2_format *format = argument;
        if (format->type != V4L2_BUF_TYPE_VIDEO_CAPTURE)
            return fail(EINVAL);
        describe(&format->fmt.pix);
        return 0;
    }
    case VIDIOC_G_PARM:
    case VIDIOC_S_PARM: {
        struct v4l2_streamparm *parameters = argument;
        parameters->parm.capture.capability = V4L2_CAP_TIMEPERFRAME;
        parameters->parm.capture.timeperframe = (struct v4l2_fract){ film.seconds, film.rate };
        return 0;
    }
    case VIDIOC_REQBUFS:
        return request_buffers(argument);
    case VIDIOC_QUERYBUF: {
        struct v4l2_buffer *buffer = argument;
        if (buffer->index >= device.buffers)
            return fail(EINVAL);
        buffer->length = device.buffer_length;
        buffer->m.offset = buffer->index * device.buffer_length;
        buffer->flags = V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC;
        return 0;
    }
    case VIDIOC_QBUF: {
        struct v4l2_buffer *buffer = argument;
        if (buffer->index >= device.buffers || device.is_queued[buffer->index])
            return fail(EINVAL);
        device.is_queued[buffer->index] = 1;
        device.queue[(device.first + device.queued++) % MAX_BUFFERS] = buffer->index;
        return 0;
    }
    case VIDIOC_DQBUF:
        return dequeue(argument);
    case VIDIOC_STREAMON:
        if (!strcmp(setting("SPRAVKA_FAKE_CAMERA_BUSY", ""), "stream"))
            return fail(EBUSY);
        device.streaming = 1;
        clock_gettime(CLOCK_MONOTONIC, &device.due);
        return 0;
    case VIDIOC_STREAMOFF:
        if (getenv("SPRAVKA_FAKE_CAMERA_STICKS"))
            return fail(EIO);
        device.streaming = 0;
        memset(device.is_queued, 0, sizeof device.is_queued);
        device.first = device.queued = 0;
        return 0;
    default:
        return fail(ENOTTY);
    }
}

/* ---- the functions taken over ---- */

static int open_file(const char *path, int flags, int mode)
{
    const char *name = setting("SPRAVKA_FAKE_CAMERA_DEVICE", "/dev/video0");
    if (device.is_back)
        name = setting("SPRAVKA_FAKE_CAMERA_REPLUG_DEVICE", name);
    if (strcmp(path, name))
        return real_syscall(SYS_openat, AT_FDCWD, (long)path, flags, mode, 0, 0);
    if (is_gone()) {
        const char *enough = getenv("SPRAVKA_FAKE_CAMERA_REPLUG_AFTER");
        device.is_back = enough && ++device.in_vain >= strtoul(enough, NULL, 10);
        return fail(ENOENT);
    }
    if (getenv("SPRAVKA_FAKE_CAMERA_DENIED"))
        return fail(EACCES);
    if (device.file >= 0 || !strcmp(setting("SPRAVKA_FAKE_CAMERA_BUSY", ""), "open"))
        return fail(EBUSY);
    if (!load_film())
        return fail(ENODEV);
    device.file = memfd_create("fake_camera", MFD_CLOEXEC);
    return device.file;
}

#define OPEN(name)                                  \
    int name(const char *path, int flags, ...)      \
    {                                               \
        va_list more;                               \
        va_start(more, flags);                      \
        int mode = va_arg(more, int);               \
        va_end(more);                               \
        return open_file(path, flags, mode);        \
    }
OPEN(open)
OPEN(open64)

int ioctl(int file, unsigned long request, ...)
{
    va_list more;
    va_start(more, request);
    void *argument = va_arg(more, void *);
    va_end(more);
    if (file >= 0 && file == device.file)
        return answer(request, argument);
    return real_syscall(SYS_ioctl, file, request, (long)argument, 0, 0, 0);
}

long syscall(long number, ...)
{
    long argument[6];
    va_list more;
    va_start(more, number);
    for (int i = 0; i < 6; i++)
        argument[i] = va_arg(more, long);
    va_end(more);
    if (number == SYS_ioctl && device.file >= 0 && (int)argument[0] == device.file)
        return answer(argument[1], (void *)argument[2]);
    return real_syscall(number, argument[0], argument[1], argument[2], argument[3], argument[4],
                        argument[5]);
}

int poll(struct pollfd *files, nfds_t count, int milliseconds)
{
    if (count == 1 && files->fd >= 0 && files->fd == device.file)
        return wait_for_frame(files, milliseconds);
    struct timespec time = { milliseconds / 1000, milliseconds % 1000 * 1000000L };
    return real_syscall(SYS_ppoll, (long)files, count, milliseconds < 0 ? 0 : (long)&time, 0,
                        _NSIG / 8, 0);
}

int close(int file)
{
    if (file >= 0 && file == device.file) {
        if (getenv("SPRAVKA_FAKE_CAMERA_REPLUG_AFTER") && is_silent())
            device.is_back = 1;
        if (device.memory)
            munmap(device.memory, device.buffer_length * MAX_BUFFERS);
        device.memory = NULL;
        device.streaming = 0;
        device.file = -1;
    }
    return real_syscall(SYS_close, file, 0, 0, 0, 0, 0);
}
